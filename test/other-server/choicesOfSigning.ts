import type { Choice } from './Choice.ts'

const both = { request: 'signed', response: 'jarm' } as const
const signed = { request: 'signed' } as const
const jarm = { response: 'jarm' } as const
const signs = { requestObjects: 'required' } as const
const answers = { responses: 'jwt' } as const
const all = { ...signs, ...answers, introspectionJwt: 'announced' } as const

const wrongSignatures = [
  ...['corrupt-signature', 'embedded-jwk', 'embedded-x5c', 'empty-signature', 'key-by-jku', 'key-of-other-client'],
  ...['kid-of-other-client', 'unknown-kid', 'unregistered-key'],
]

const requests: readonly Choice[] = [
  {
    what: 'request objects that are refused at the authorization endpoint',
    choices: { ...signs, requestObjectsCheckedAt: 'authorize', parametersCheckedAt: 'authorize' },
    variant: signed,
    only: ['request-object-*', 'par-*', 'pkce-*'],
  },
  {
    what: 'request objects that are refused by a redirect from the authorization endpoint',
    choices: {
      ...all,
      requestObjectsCheckedAt: 'authorize',
      parametersCheckedAt: 'authorize',
      authorizeErrors: 'redirect',
    },
    variant: both,
    only: ['request-object-*', 'par-*', 'pkce-*', 'jarm-*', 'authorize-*'],
  },
  {
    what: 'invalid_request for everything that is wrong with a request object',
    choices: { ...signs, errorCodes: 'plain' },
    variant: signed,
    only: ['request-object-*', 'client-assertion-as-*', 'redirect-uri-*'],
    // RFC 9101 section 6.2 has a code for signatures that do not verify.
    said: Object.fromEntries(wrongSignatures.map((id) => [`request-object-${id}`, 'warn RFC9101-6.2-b'])),
  },
  {
    what: 'invalid_request_object for everything that is wrong inside of one',
    choices: { ...all, wrongParametersAre: 'invalid_request_object' },
    variant: both,
    only: ['request-object-*', 'par-*', 'pkce-*', 'redirect-uri-*', 'jarm-response-mode-*', 'authorize-*'],
  },
  {
    what: 'a refusal of parameters beside a request object',
    choices: { ...signs, besideRequestObject: 'refused' },
    variant: signed,
    only: ['request-object-*', 'client-assertion-as-*', 'par-*', 'authorize-*'],
  },
  {
    what: 'request objects that are good once, beside nonces that are asked for',
    choices: { ...all, requestObjectUse: 'once', nonces: 'both', nonceLife: 'single-use' },
    variant: both,
    only: ['request-object-*', 'par-*', 'dpop-par-*', 'dpop-nonce-*', 'jarm-*', 'interop-*'],
  },
  {
    what: 'request objects of their own typ only, made by the client that iss names, living ten minutes at most',
    choices: { ...signs, requestObjectTyp: 'own', requestObjectIss: 'client', requestObjectLifeS: 600 },
    variant: signed,
    only: ['request-object-*', 'client-assertion-as-*', 'par-*'],
  },
  {
    what: 'clocks that may differ by ten seconds',
    choices: { ...signs, requestObjectSkewS: 10 },
    variant: signed,
    only: ['request-object-*'],
  },
  {
    what: 'clocks that may differ by a minute',
    choices: { ...signs, requestObjectSkewS: 60 },
    variant: signed,
    only: ['request-object-*'],
  },
  {
    what: 'two of the three algorithms for request objects',
    choices: { ...signs, requestObjectAlgs: ['PS256', 'EdDSA'] },
    variant: signed,
    only: ['request-object-*', 'metadata-*'],
  },
  {
    what: 'signed requests of a client that authenticates with a certificate',
    choices: all,
    variant: { ...both, client_auth: 'tls_client_auth', sender_constraint: 'mtls', openid: false },
    only: ['request-object-*', 'jarm-*', 'introspection-*', 'mtls-*', 'par-*'],
  },
  {
    what: 'signed requests at an issuer with a path and a slash',
    choices: { ...all, issuerPath: '/tenant-a/' },
    variant: both,
    only: ['request-object-*', 'jarm-*', 'introspection-*', 'metadata-*'],
  },
]

const responses: readonly Choice[] = [
  {
    what: 'responses that are signed whatever the client asks for',
    choices: { ...answers, otherModes: 'as JWT', jwtModes: 'all' },
    variant: jarm,
    only: ['jarm-*', 'authorization-*', 'authorize-*', 'metadata-*'],
  },
  {
    what: 'other response modes refused by a redirect that is not signed',
    choices: { ...answers, otherModes: 'plain error', parametersCheckedAt: 'authorize', authorizeErrors: 'redirect' },
    variant: jarm,
    only: ['jarm-*'],
  },
  {
    what: 'all modes of signed responses, other ones refused where the browser comes',
    choices: { ...answers, jwtModes: 'all', parametersCheckedAt: 'authorize' },
    variant: jarm,
    only: ['jarm-*', 'metadata-*'],
  },
  {
    what: 'responses with claims of RFC 7519 beside the parameters, good for ten minutes, aud an array, a typ of their own',
    choices: { ...answers, idTokenExtras: true, responseTtlS: 600, jwtAudience: 'array', responseTyp: 'own' },
    variant: jarm,
    only: ['jarm-*', 'authorization-*', 'interop-*'],
  },
  {
    what: 'responses without iat, good for ten minutes and for fractions of a second',
    choices: { ...answers, responseTtlS: 600, fractionsOfSeconds: true, responseTyp: 'JWT' },
    variant: jarm,
    only: ['jarm-*', 'authorization-*'],
  },
  {
    what: 'responses that are good for a moment',
    choices: { ...answers, responseTtlS: 5 },
    variant: jarm,
    only: ['jarm-*', 'authorization-*', 'honest-flow-*'],
  },
  {
    what: 'one key, which signed answers do not name',
    choices: { ...all, jwtsNameKey: false, idTokenAlg: 'PS256' },
    variant: both,
    only: ['jarm-*', 'introspection-*', 'interop-*', 'id-token-*'],
  },
  {
    what: 'many keys and EdDSA',
    choices: { ...all, jwks: 'many keys', idTokenAlg: 'EdDSA', accessTokens: 'jwt' },
    variant: both,
    only: ['jarm-*', 'introspection-*', 'interop-*', 'jwks-*', 'metadata-*', 'resource-*'],
  },
  {
    what: 'signed requests and responses about which the metadata say only what they must',
    choices: { ...all, optionalMetadata: false },
    variant: both,
    only: ['metadata-*', 'jarm-*', 'interop-*'],
    said: { 'metadata-jarm-mode': 'warn JARM-4-a' },
  },
]

const introspection: readonly Choice[] = [
  {
    what: 'signed introspection that the metadata do not speak of',
    choices: { ...answers, introspectionJwt: 'unannounced' },
    variant: jarm,
    only: ['introspection-*', 'metadata-introspection-*'],
  },
  {
    what: 'signed introspection whatever the caller accepts, with media types in full and an array as aud',
    choices: { ...answers, introspectionJwt: 'always', mediaTypes: 'long', jwtAudience: 'array', idTokenExtras: true },
    variant: jarm,
    only: ['introspection-*'],
  },
  {
    what: 'signed introspection at fractions of a second',
    choices: { ...answers, introspectionJwt: 'announced', fractionsOfSeconds: true },
    variant: jarm,
    only: ['introspection-*'],
  },
  {
    what: 'signed introspection for resource servers only',
    choices: { ...answers, introspectionJwt: 'announced', introspection: 'forbidden' },
    variant: jarm,
    only: ['introspection-*', 'message-signing-*'],
    skips: ['introspection-jwt-response', 'introspection-jwt-as-access-token', 'introspection-of-other-client'],
  },
  {
    what: 'signed introspection and no signed responses, with access tokens that are JWTs',
    choices: { ...signs, introspectionJwt: 'announced', accessTokens: 'jwt' },
    variant: signed,
    only: ['introspection-*', 'resource-*', 'message-signing-*'],
  },
]

/** What a server that signs may do in its own way. */
export const choicesOfSigning: readonly Choice[] = [...requests, ...responses, ...introspection]
