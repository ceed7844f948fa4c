import type { Choice } from './Choice.ts'

const pages = ['authorize-*', 'browser-*', 'consent-*', 'request-uri-*']

const refusals: readonly Choice[] = [
  {
    what: 'invalid_client with 400',
    choices: { invalidClientStatus: 400 },
    only: ['client-assertion-*', 'par-client-assertion-*', 'introspection-with-*'],
    said: {
      'client-assertion-basic-header-instead': 'warn RFC6749-5.2-b',
      'introspection-with-corrupt-assertion': 'warn RFC7662-2.3-a',
    },
  },
  {
    what: 'invalid_request for proofs that are wrong, which is a wrong code but a refusal',
    choices: { errorCodes: 'plain' },
    only: ['dpop-token-without-typ', 'dpop-par-without-typ', 'dpop-resource-without-typ'],
    said: { 'dpop-token-without-typ': 'warn RFC9449-5-a' },
  },
  {
    what: 'parameters of a push checked at the authorization endpoint, error pages',
    choices: { parametersCheckedAt: 'authorize' },
    only: ['par-*', 'pkce-*', 'redirect-uri-*'],
  },
  {
    what: 'parameters of a push checked at the authorization endpoint, redirects',
    choices: { parametersCheckedAt: 'authorize', authorizeErrors: 'redirect' },
    only: ['par-*', 'pkce-*', 'redirect-uri-*'],
  },
  {
    what: 'German error pages with status 200',
    choices: { errorPage: 'german', errorPageStatus: 200 },
    only: [...pages, 'redirect-uri-*'],
  },
  { what: 'English error pages with 200', choices: { errorPageStatus: 200 }, only: pages },
  {
    what: 'a line of text with 200 for an error page',
    choices: { errorPage: 'text', errorPageStatus: 200 },
    only: pages,
  },
  { what: 'JSON with 403 for an error page', choices: { errorPage: 'json', errorPageStatus: 403 }, only: pages },
  { what: 'parameters beside request_uri refused', choices: { besideRequestUri: 'refused' }, only: pages },
  {
    what: 'parameters beside request_uri refused by redirect',
    choices: { besideRequestUri: 'refused', authorizeErrors: 'redirect' },
    only: pages,
  },
  {
    what: 'redirect URIs that were not registered',
    choices: { unregisteredRedirectUris: 'accepted' },
    only: ['redirect-uri-*'],
  },
  {
    what: 'a request_uri that may be reloaded',
    choices: { requestUriUse: 'reload' },
    only: ['request-uri-*'],
    said: { 'request-uri-used-twice': 'warn RFC9126-4-b FAPI2-SP-6.4' },
  },
  { what: 'no POST to the authorization endpoint', choices: { postToAuthorize: false }, only: ['authorize-*'] },
  {
    what: 'challenges without a body, both schemes',
    choices: { resourceErrors: 'bare', challenge: 'both' },
    only: ['resource-*', 'dpop-resource-*'],
  },
  { what: 'two challenges in one line', choices: { challenge: 'joined' }, only: ['resource-*', 'dpop-resource-*'] },
  {
    what: 'challenges that name no error',
    choices: { challengeError: false },
    only: ['resource-*', 'dpop-resource-*'],
    said: { 'resource-challenge-dpop-error': 'warn RFC9449-7.1-c' },
  },
  {
    what: '400 for proofs that are wrong, at the resource',
    choices: { resourceErrors: '400-for-proofs' },
    only: ['dpop-resource-wrong-typ', 'resource-garbage-token'],
    said: { 'dpop-resource-wrong-typ': 'warn RFC9449-7.1-b' },
  },
  {
    what: 'no memory for jti, where nothing else limits replay',
    choices: { jtiTracking: false },
    only: ['*-jti-repeated', '*-replayed', '*-repeated'],
    said: { 'dpop-resource-jti-repeated': 'warn FAPI2-SP-6.2' },
  },
]

const proofs: readonly Choice[] = [
  { what: 'PS256 proofs only', choices: { proofAlgs: ['PS256'] }, only: ['dpop-*', 'resource-dpop-*', 'interop-*'] },
  {
    what: 'EdDSA proofs only',
    choices: { proofAlgs: ['EdDSA'] },
    only: ['dpop-*', 'resource-dpop-*', 'interop-*'],
    skips: ['interop-openid-client'],
  },
  { what: 'nonces at the authorization server', choices: { nonces: 'as' }, only: ['dpop-*', 'authorization-code-*'] },
  { what: 'nonces at the resource server and UserInfo', choices: { nonces: 'rs' }, only: ['dpop-*', 'userinfo-*'] },
  {
    what: 'a new nonce with every answer',
    choices: { nonces: 'both', nonceLife: 'rotating' },
    only: ['dpop-*', 'refresh-*', 'interop-*'],
  },
  {
    what: 'nonces that are good once',
    choices: { nonces: 'both', nonceLife: 'single-use' },
    only: ['dpop-*', 'authorization-code-*', 'pkce-*', 'refresh-*', 'interop-*'],
  },
]

/** How a server refuses, and what it wants of DPoP proofs. */
export const choicesOfRefusals: readonly Choice[] = [...refusals, ...proofs]
