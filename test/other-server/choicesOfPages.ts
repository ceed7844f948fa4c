import type { Choice } from './Choice.ts'

const pages = ['authorize-*', 'browser-*', 'consent-*', 'request-uri-*']
const tlsClient = { client_auth: 'tls_client_auth', sender_constraint: 'mtls' } as const
const cancels = ['authorize-user-cancels', 'authorize-user-cancels-with-iss', 'authorize-user-cancels-with-state']

const browsers: readonly Choice[] = [
  {
    what: '302 for redirects',
    choices: { redirectStatus: 302 },
    only: pages,
    said: { 'browser-redirects-303': 'warn FAPI2-SP-5.3.2.2-11' },
  },
  { what: 'no consent', choices: { consent: 'never' }, only: pages, skips: cancels },
  { what: 'consent that is remembered', choices: { consent: 'remembered' }, only: pages, skips: cancels },
  {
    what: 'user name and password on two pages, German, odd field names',
    choices: { login: 'two steps', language: 'de', fields: 'odd' },
    only: pages,
  },
  { what: 'French pages with a logo and a style', choices: { language: 'fr', subResources: true }, only: pages },
  { what: 'accounts to choose when agreeing', choices: { accountChoice: true }, only: pages },
  { what: 'the first page instead of a redirect', choices: { onTheWay: 'direct' }, only: pages },
  { what: 'a refresh on the way', choices: { onTheWay: 'meta refresh' }, only: pages },
  { what: 'a form that a script sends on the way', choices: { onTheWay: 'script form' }, only: pages },
  { what: 'cookies that are SameSite=Strict', choices: { cookieSameSite: 'Strict' }, only: pages },
  { what: 'a session with a new id after each use', choices: { session: 'renewed' }, only: pages },
  {
    what: 'a login that ends with each authorization, in the same session',
    choices: { session: 'ended' },
    only: [...pages, 'par-*', 'interop-*'],
  },
  {
    what: 'one access token per user and client, which a new one ends',
    choices: { activeTokens: 'one' },
    only: ['authorize-*', 'dpop-*', 'resource-*', 'refresh-*'],
  },
  {
    what: 'one consent per user and client, which a new one ends',
    choices: { activeTokens: 'of one consent' },
    only: ['authorize-*', 'dpop-*', 'resource-*', 'refresh-*'],
  },
  {
    what: 'the authorization in progress kept in the session of the browser',
    choices: { interaction: 'session' },
    only: [...pages, 'par-*', 'interop-*'],
  },
  { what: 'an account that is locked after one login', choices: { mostLogins: 1 }, only: pages },
]

const networks: readonly Choice[] = [
  {
    what: 'no connection used twice, answers in chunks',
    choices: { keepAlive: false, chunked: true },
    only: ['token-*'],
  },
  { what: 'slow answers', choices: { delayMs: 150 }, only: ['pkce-verifier-*'] },
  {
    what: 'a rate limit with Retry-After',
    choices: { requestsPerSecond: 40 },
    only: ['pkce-*', 'resource-challenge*', 'metadata-*', 'interop-*'],
  },
]

const clients: readonly Choice[] = [
  {
    what: 'a target file that accommodates what the server does not need',
    choices: {},
    more: 'accommodate: { dpop_at_par: always }\n',
    only: ['dpop-*', 'resource-dpop-*', 'interop-*'],
  },
  {
    what: 'a target file that accommodates what the server does not take',
    choices: {},
    more: 'accommodate: { assertion_aud: endpoint }\n',
    only: ['client-assertion-*', 'pkce-*'],
  },
  {
    what: 'self-signed certificates',
    choices: {},
    variant: { ...tlsClient, client_auth: 'self_signed_tls_client_auth' },
    only: ['client-certificate-*', 'par-client-certificate-*', 'mtls-*'],
  },
  {
    what: 'certificates for clients, DPoP for tokens',
    choices: {},
    variant: { ...tlsClient, sender_constraint: 'dpop' },
    only: ['client-certificate-*', 'resource-*', 'refresh-*'],
  },
  {
    what: 'the client credentials grant',
    choices: {},
    variant: { grant: 'client_credentials', openid: false },
    only: ['*'],
  },
  {
    what: 'the client credentials grant, JWT access tokens, certificates',
    choices: { accessTokens: 'jwt' },
    variant: { ...tlsClient, grant: 'client_credentials', openid: false },
    only: ['*'],
  },
]

/** What users meet, how the network behaves, and which clients there are. */
export const choicesOfPages: readonly Choice[] = [...browsers, ...networks, ...clients]
