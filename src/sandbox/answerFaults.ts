import { randomUUID } from 'node:crypto'
import type { answerDefects } from './answerDefects.ts'
import { type AnswerFault, type Members, memberTwice } from './answerFault.ts'
import { plain } from './dialects/plain.ts'
import { paths } from './endpoints.ts'
import { formValue } from './form.ts'
import { signJws } from './signJws.ts'

const token = [paths.token]
const resource = plain.endpoints.map(({ path }) => path)
const text = (): { 'content-type': string } => ({ 'content-type': 'text/plain; charset=utf-8' })

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
