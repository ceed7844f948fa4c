import { randomUUID } from 'node:crypto'
import { type AnswerFault, type HeaderChange, type Members, memberTwice } from './answerFault.ts'
import type { apiDefects } from './apiDefects.ts'
import type { Context } from './koa.ts'
import type { Site } from './site.ts'

const everywhere = ['api:*']
const idHeader = 'x-fapi-interaction-id'

const isObject = (value: unknown): value is Members => typeof value === 'object' && value !== null
const listOf = (value: unknown): readonly Members[] => (Array.isArray(value) ? value.filter(isObject) : [])

/** Changes elements of the list that is one member of the body. */
const elements =
  (name: string, change: (element: Members, index: number, count: number) => Members) =>
  (body: Members): Members => ({
    [name]: listOf(body[name]).map((element, index, { length }) => ({ ...element, ...change(element, index, length) })),
  })

const asked = (ctx: Context): string => ctx.get(idHeader)

/** Changes the interaction id where the request had one, or where it had none. */
const interactionId =
  (had: boolean, change: (ctx: Context) => string | readonly string[] | null) =>
  (_site: Site, ctx: Context): HeaderChange =>
    (asked(ctx) !== '') === had ? { [idHeader]: change(ctx) } : {}

const always = (headers: HeaderChange) => (): HeaderChange => headers

const wantsHtml = (_body: Members, ctx: Context): boolean =>
  ctx.get('accept').includes('text/html') && !/json|\*\/\*/.test(ctx.get('accept'))

const lacksScope = ({ error }: Members): boolean => error === 'insufficient_scope'

/** What the defects do to answers of the API; those about who gets in, and about requests, are kept elsewhere. */
export const apiFaults = {
  'api-interaction-other': { at: everywhere, headers: interactionId(true, () => randomUUID()) },
  'api-interaction-one': { at: ['api:transactions'], headers: interactionId(true, () => null) },
  'api-interaction-twice': { at: everywhere, headers: interactionId(true, (ctx) => [asked(ctx), asked(ctx)]) },
  'api-interaction-error': { at: everywhere, on: 'error', headers: interactionId(true, () => null) },
  'api-interaction-none': { at: everywhere, on: 'all', headers: interactionId(false, () => null) },
  'api-interaction-form': { at: everywhere, on: 'all', headers: interactionId(false, () => 'request-4711') },
  'api-date': { at: everywhere, on: 'all', headers: always({ date: null }) },
  'api-date-form': {
    at: everywhere,
    on: 'all',
    headers: ({ nowS }) => ({ date: new Date(nowS() * 1000).toISOString() }),
  },
  'api-date-hour': {
    at: ['api:balances'],
    headers: ({ nowS }) => ({ date: new Date((nowS() + 3600) * 1000).toUTCString() }),
  },
  'api-type': { at: ['api:balances'], headers: always({ 'content-type': 'text/html; charset=utf-8' }) },
  'api-type-error': { at: everywhere, on: 'error', headers: always({ 'content-type': 'text/plain; charset=utf-8' }) },
  'api-cache': { at: ['api:balances'], headers: always({ 'cache-control': 'private, max-age=60' }) },
  'api-cache-error': { at: everywhere, on: 'error', headers: always({ 'cache-control': null }) },
  'api-cache-scope': {
    at: everywhere,
    on: 'error',
    when: lacksScope,
    headers: always({ 'cache-control': 'max-age=60' }),
  },
  'api-scope-untold': {
    at: ['api:balances'],
    on: 'error',
    when: lacksScope,
    headers: always({ 'www-authenticate': null }),
  },
  'api-hsts': { at: everywhere, on: 'all', headers: always({ 'strict-transport-security': null }) },
  'api-hsts-zero': { at: everywhere, headers: always({ 'strict-transport-security': 'max-age=0' }) },
  'api-location': { at: ['api:create-payment'], headers: always({ location: null }) },
  'api-version-untold': { at: everywhere, headers: always({ 'x-v': null }) },
  'api-version-error': { at: everywhere, on: 'error', headers: always({ 'x-v': null }) },
  'api-accept': {
    at: everywhere,
    when: wantsHtml,
    text: () => '<!doctype html><title>Accounts</title><p>One account.</p>',
    headers: always({ 'content-type': 'text/html; charset=utf-8' }),
  },
  'api-error-member': { at: ['api:payment'], on: 'error', members: () => ({ stack: 'Payments.java:217' }) },
  'api-status': { at: ['api:create-payment'], status: 200 },
  'api-member-missing': { at: ['api:accounts'], members: elements('accounts', () => ({ currency: undefined })) },
  'api-member-second': {
    at: ['api:accounts'],
    members: elements('accounts', (_one, index, count) => (index === count - 1 ? { holder: undefined } : {})),
  },
  'api-member-type': {
    at: ['api:balances'],
    members: elements('balances', ({ amount }) => ({ amount: Number(amount) })),
  },
  'api-member-extra': {
    at: ['api:account'],
    members: ({ account }) => ({ account: { ...(isObject(account) ? account : {}), internalRating: 'B' } }),
  },
  'api-member-format': {
    at: ['api:balances'],
    members: elements('balances', ({ at }) => ({ at: String(at).replace('Z', '') })),
  },
  'api-member-null': { at: ['api:accounts'], members: elements('accounts', () => ({ nickname: null })) },
  'api-member-value': { at: ['api:accounts'], members: elements('accounts', () => ({ status: 'dormant' })) },
  'api-member-array': {
    at: ['api:transactions'],
    members: ({ transactions }) => ({ transactions: listOf(transactions)[0] }),
  },
  'api-envelope': { at: ['api:balances'], text: ({ Data: data }) => JSON.stringify(data) },
  'api-json-twice': { at: ['api:account'], text: memberTwice },
  'api-json-mark': { at: ['api:balances'], text: (body) => `\uFEFF${JSON.stringify(body)}` },
  'api-json-encoding': {
    at: ['api:transactions'],
    text: (body) => Buffer.from(JSON.stringify(body).replace('Corner Shop', 'Bäckerei'), 'latin1'),
  },
  'api-json-cut': { at: ['api:balances'], text: (body) => JSON.stringify(body).slice(0, -2) },
} as const satisfies Partial<Record<keyof typeof apiDefects, AnswerFault>>
