import type { DefectTable } from './defectEntry.ts'

const mtls = { variant: { client_auth: 'tls_client_auth', sender_constraint: 'mtls' } } as const
const plainOauth = { variant: { openid: false } } as const

/** Defects of the form of good answers; what each does to an answer is in `answerFaults.ts`. */
export const answerDefects = {
  'par-content-type': { requirement: 'RFC9126-2.2-a', title: 'PAR responses are text/plain' },
  'par-member-twice': { requirement: 'RFC9126-2.2-a', title: 'PAR responses name a member twice' },
  'par-request-uri-form': { requirement: 'RFC9126-2.2-a', title: 'request_uri is no URI' },
  'token-success-status': { requirement: 'RFC6749-5.1-a', title: 'token responses have status 201' },
  'token-member-twice': { requirement: 'RFC6749-5.1-a', title: 'token responses name a member twice' },
  'token-type-missing': {
    requirement: 'RFC6749-5.1-a',
    title: 'token responses lack token_type',
    implies: ['RFC9449-5-b'],
  },
  'token-type-mtls': { requirement: 'RFC6749-5.1-a', title: 'certificate-bound tokens are of another type', ...mtls },
  'token-expires-in-text': { requirement: 'RFC6749-5.1-a', title: 'expires_in of tokens is a string' },
  'token-scope-form': { requirement: 'RFC6749-5.1-a', title: 'scope values are separated by two spaces' },
  'token-scope-more': {
    requirement: 'FAPI2-SP-5.3.2.1-14',
    title: 'more scope is granted than was asked for',
    implies: ['RFC9101-6.3-a'],
  },
  'token-scope-untold': {
    requirement: 'RFC6749-3.3-b',
    title: 'another scope is granted than was asked for, and nobody is told',
    implies: ['RFC6749-3.3-c', 'RFC7662-2.2-d'],
  },
  'token-scope-unknown': {
    requirement: 'RFC6749-3.3-c',
    title: 'every scope that is asked for is said to be granted',
    variant: { grant: 'client_credentials', openid: false },
  },
  'token-id-token': {
    requirement: 'FAPI2-SP-5.3.2.3',
    title: 'an ID token is issued without the openid scope',
    ...plainOauth,
  },
  'token-user': { requirement: 'FAPI2-SP-5.3.2.3', title: 'token responses name the user', ...plainOauth },
  'token-refresh-token': {
    requirement: 'RFC6749-4.4.3-a',
    title: 'the client credentials grant yields refresh tokens',
    variant: { grant: 'client_credentials', openid: false },
  },
  'refresh-scope-more': { requirement: 'RFC6749-6-c', title: 'refresh responses name more scope than was granted' },
  'introspection-status': { requirement: 'RFC7662-2.2-a', title: 'introspection responses have status 201' },
  'introspection-content-type': { requirement: 'RFC7662-2.2-a', title: 'introspection responses are text/plain' },
  'introspection-types': { requirement: 'RFC7662-2.2-a', title: 'exp of introspection responses is a string' },
  'introspection-token-type': {
    requirement: 'RFC9449-6.2-a',
    title: 'introspection says Bearer of DPoP-bound tokens',
  },
  'revocation-status': { requirement: 'RFC7009-2.2-a', title: 'revocation is answered with status 204' },
  'userinfo-status': { requirement: 'OIDCC-5.3.2-a', title: 'UserInfo answers with status 201' },
  'userinfo-content-type': { requirement: 'OIDCC-5.3.2-a', title: 'UserInfo answers with text/plain' },
  'userinfo-member-twice': { requirement: 'OIDCC-5.3.2-a', title: 'UserInfo names a claim twice' },
  'userinfo-types': {
    requirement: 'OIDCC-5.1-a',
    title: 'email_verified of UserInfo is a string',
    implies: ['OIDCC-5.4-a'],
  },
  'userinfo-extra': { requirement: 'OIDCC-5.4-a', title: 'UserInfo tells claims that were not asked for' },
  'userinfo-jwt': { requirement: 'FAPI2-SP-5.4.1-1.2', title: 'UserInfo answers with a JWT signed with RS256' },
  'rs-date': { requirement: 'RFC9110-6.6.1-a', title: 'resource responses lack a Date' },
  'rs-date-wrong': { requirement: 'RFC9110-6.6.1-b', title: 'the Date of resource responses is a day off' },
  'rs-content-type': { requirement: 'RFC9110-8.3-a', title: 'resource responses lack a Content-Type' },
  'rs-interaction-id': {
    requirement: 'FAPI2-IMP-2.1.1-a',
    title: 'resource responses carry another x-fapi-interaction-id',
  },
} as const satisfies DefectTable
