import { randomUUID } from 'node:crypto'
import type { answerDefects } from './answerDefects.ts'
import { callOf } from './call.ts'
import { plain } from './dialects/plain.ts'
import { paths } from './endpoints.ts'
import { type Form, formValue } from './form.ts'
import type { Context } from './koa.ts'
import { signJws } from './signJws.ts'
import type { Site } from './site.ts'

type Members = Readonly<Record<string, unknown>>

/** What a defect does to good answers (2xx) of one endpoint. */
interface AnswerFault {
  readonly at: readonly string[]
  /** Only answers to this `grant_type`. */
  readonly grant?: string
  /** Only answers with such a body. */
  readonly when?: (body: Members) => boolean
  readonly status?: number
  /** Headers to set; null takes one out. */
  readonly headers?: (site: Site) => Readonly<Record<string, string | null>>
  /** Members of the JSON object to set; undefined takes one out. */
  readonly members?: (body: Members, sent: Form) => Members
  /** The whole body, as text. */
  readonly text?: (body: Members, site: Site) => string
  /** For what is not in the answer itself. */
  readonly also?: (body: Members, site: Site) => void
}

const token = [paths.token]
const resource = plain.endpoints.map(({ path }) => path)
const text = (): { 'content-type': string } => ({ 'content-type': 'text/plain; charset=utf-8' })

/** JSON in which the first member stands twice. */
export function memberTwice(body: Members): string {
  const [first] = Object.entries(body)
  return JSON.stringify(body).replace('{', `{${JSON.stringify(first?.[0])}:${JSON.stringify(first?.[1])},`)
}

const isActive = ({ active }: Members): boolean => active === true

const more = (scope: unknown): string => `${scope} payments`
const dayMs = 24 * 60 * 60 * 1000

/** What the defects do to answers; one that does more than that is asked for elsewhere, too. */
export const answerFaults: Readonly<Record<keyof typeof answerDefects, AnswerFault>> = {
  'par-content-type': { at: [paths.par], headers: text },
  'par-member-twice': { at: [paths.par], text: memberTwice },
  'par-request-uri-form': {
    at: [paths.par],
    members: ({ request_uri: uri }) => ({ request_uri: String(uri).split(':').at(-1) }),
  },
  'token-success-status': { at: token, status: 201 },
  'token-member-twice': { at: token, text: memberTwice },
  'token-type-missing': { at: token, members: () => ({ token_type: undefined }) },
  'token-type-mtls': { at: token, members: () => ({ token_type: 'mtls' }) },
  'token-expires-in-text': { at: token, members: ({ expires_in: seconds }) => ({ expires_in: String(seconds) }) },
  'token-scope-form': { at: token, members: ({ scope }) => ({ scope: String(scope).replaceAll(' ', '  ') }) },
  'token-scope-more': {
    at: token,
    grant: 'authorization_code',
    members: ({ scope }) => ({ scope: more(scope) }),
  },
  'token-scope-untold': {
    at: token,
    members: () => ({ scope: undefined }),
    also: ({ access_token: text, scope }, { tokenForm, store }) =>
      store.amend('AccessToken', tokenForm.idOf(String(text)) ?? '', { scope: more(scope) }),
  },
  'token-scope-unknown': {
    at: token,
    grant: 'client_credentials',
    members: ({ scope }, sent) => ({ scope: formValue(sent, 'scope') ?? scope }),
  },
  'token-id-token': { at: token, members: () => ({ id_token: 'e30.e30.e30' }) },
  'token-user': { at: token, members: () => ({ sub: 'user1' }) },
  'token-refresh-token': {
    at: token,
    grant: 'client_credentials',
    members: () => ({ refresh_token: randomUUID() }),
  },
  'refresh-scope-more': { at: token, grant: 'refresh_token', members: ({ scope }) => ({ scope: more(scope) }) },
  'introspection-status': { at: [paths.introspection], when: isActive, status: 201 },
  'introspection-content-type': { at: [paths.introspection], when: isActive, headers: text },
  'introspection-types': {
    at: [paths.introspection],
    when: isActive,
    members: ({ exp }) => ({ exp: String(exp) }),
  },
  'introspection-token-type': {
    at: [paths.introspection],
    when: isActive,
    members: () => ({ token_type: 'Bearer' }),
  },
  'revocation-status': { at: [paths.revocation], status: 204 },
  'userinfo-status': { at: [paths.userinfo], status: 201 },
  'userinfo-content-type': { at: [paths.userinfo], headers: text },
  'userinfo-member-twice': { at: [paths.userinfo], text: memberTwice },
  'userinfo-types': { at: [paths.userinfo], members: () => ({ email_verified: 'yes' }) },
  'userinfo-extra': { at: [paths.userinfo], members: () => ({ email: 'user1@example.com' }) },
  'userinfo-jwt': {
    at: [paths.userinfo],
    text: (body, { credentials }) => signJws(credentials, 'RS256', {}, body),
    headers: () => ({ 'content-type': 'application/jwt' }),
  },
  'rs-date': { at: resource, headers: () => ({ date: null }) },
  'rs-date-wrong': {
    at: resource,
    headers: ({ nowS }) => ({ date: new Date(nowS() * 1000 - dayMs).toUTCString() }),
  },
  'rs-content-type': { at: resource, headers: () => ({ 'content-type': null }) },
  'rs-interaction-id': { at: resource, headers: () => ({ 'x-fapi-interaction-id': randomUUID() }) },
}

const isObject = (body: unknown): body is Members => typeof body === 'object' && body !== null && !Buffer.isBuffer(body)

function setHeaders(ctx: Context, headers: Readonly<Record<string, string | null>>): void {
  for (const [name, value] of Object.entries(headers)) {
    if (value !== null) ctx.set(name, value)
    else ctx.remove(name)
    // Node writes a Date of its own otherwise.
    if (name === 'date' && value === null) ctx.res.sendDate = false
  }
}

function apply(ctx: Context, site: Site, fault: AnswerFault): void {
  const { body } = ctx
  if (isObject(body)) {
    fault.also?.(body, site)
    if (fault.members) ctx.body = { ...body, ...fault.members(body, callOf(ctx).sentForm) }
    if (fault.text) {
      const { type } = ctx
      ctx.body = fault.text(body, site)
      ctx.type = type
    }
  }
  if (fault.status !== undefined) ctx.status = fault.status
  if (fault.headers) {
    // A body that is an object would be given its type again when it is sent.
    if (isObject(ctx.body)) ctx.body = JSON.stringify(ctx.body)
    setHeaders(ctx, fault.headers(site))
  }
}

/** Applies the defects of answers that are switched on. Without any, every answer goes out as it is. */
export function createAnswerBreaker(site: Site): (ctx: Context) => void {
  const faults = Object.entries(answerFaults).filter(([id]) => !site.strict(id as keyof typeof answerDefects))
  return (ctx) => {
    if (ctx.status < 200 || ctx.status > 299) return
    for (const [, fault] of faults) {
      if (!fault.at.includes(ctx.path)) continue
      if (fault.grant !== undefined && formValue(callOf(ctx).sentForm, 'grant_type') !== fault.grant) continue
      if (fault.when !== undefined && !(isObject(ctx.body) && fault.when(ctx.body))) continue
      apply(ctx, site, fault)
    }
  }
}
