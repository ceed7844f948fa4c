import type { DefectTable } from './defectEntry.ts'

const mtls = { variant: { client_auth: 'tls_client_auth', sender_constraint: 'mtls' } } as const

/** Defects of the resource server beyond DPoP proofs. */
export const resourceDefects = {
  'rs-header': {
    requirement: 'FAPI2-SP-5.3.4-1',
    title: 'resource does not look for the token in the Authorization header',
    blocks: 'the resource',
    also: [
      { grant: 'client_credentials', openid: false },
      { client_auth: 'tls_client_auth', sender_constraint: 'mtls' },
    ],
  },
  'rs-accept': { requirement: 'RFC9110-12.5.1-a', title: 'resource knows one spelling of Accept only' },
  'rs-query-token': { requirement: 'FAPI2-SP-5.3.4-2', title: 'resource accepts the token in the query' },
  'rs-two-tokens': { requirement: 'RFC6750-2-b', title: 'resource accepts a request that carries two tokens' },
  'rs-integrity': {
    requirement: 'FAPI2-SP-5.3.4-3a',
    title: 'resource looks at the first characters of a token only',
    also: [{ dialect: 'acme' }],
  },
  'rs-token-unsigned': {
    requirement: 'FAPI2-SP-5.4.1-1.3',
    title: 'resource accepts unsigned JWT access tokens',
    options: { accessTokens: 'jwt' },
  },
  'rs-token-signature': {
    requirement: 'FAPI2-SP-5.3.4-3a',
    title: 'resource does not verify the signature of JWT access tokens',
    options: { accessTokens: 'jwt' },
  },
  'rs-expired': {
    requirement: 'FAPI2-SP-5.3.4-3b',
    title: 'resource accepts expired tokens',
    options: { accessTokenTtlS: 60 },
    slow: true,
  },
  'rs-revoked': {
    requirement: 'FAPI2-SP-5.3.4-3c',
    title: 'resource accepts revoked tokens',
    implies: ['RFC6749-4.1.2-b', 'RFC7009-2.1-c'],
  },
  'rs-scope': { requirement: 'FAPI2-SP-5.3.4-4', title: 'resource does not look at the scope' },
  'rs-scope-status': { requirement: 'RFC6750-3.1-b', title: 'too little scope gives invalid_token' },
  'rs-scheme-case': { requirement: 'RFC9110-11.1-a', title: 'resource matches the scheme name with regard to case' },
  'rs-scheme-unknown': {
    requirement: 'FAPI2-SP-5.3.4-5',
    title: 'under a scheme it does not know, resource looks at nothing but the token',
  },
  'rs-bearer': { requirement: 'RFC9449-7.2-a', title: 'resource accepts DPoP-bound tokens as Bearer tokens' },
  'rs-proof-missing': { requirement: 'RFC9449-7.1-a', title: 'resource does without a proof' },
  'rs-proof-key': { requirement: 'FAPI2-SP-5.3.4-5', title: 'resource accepts a proof of another key' },
  'rs-proof-header-case': { requirement: 'RFC9449-4.1-a', title: 'resource knows the header only as DPoP' },
  'rs-certificate': { requirement: 'RFC8705-3-a', title: 'resource accepts another certificate', ...mtls },
  'rs-certificate-missing': { requirement: 'RFC8705-3-b', title: 'resource does without a certificate', ...mtls },
  'rs-challenge': {
    requirement: 'RFC9449-7.1-b',
    title: 'refusals of bad DPoP requests lack a challenge',
    implies: ['RFC6750-3-a'],
  },
  'rs-challenge-bare': {
    requirement: 'RFC6750-3-a',
    title: 'requests without token get no challenge',
    implies: ['RFC9449-7.1-b'],
  },
  'rs-challenge-algs': { requirement: 'RFC9449-7.1-d', title: 'DPoP challenges lack algs' },
  'rs-challenge-error': { requirement: 'RFC9449-7.1-c', title: 'DPoP challenges name no error' },
  'rs-challenge-invalid-token': {
    requirement: 'RFC6750-3.1-a',
    title: 'bad Bearer tokens are reported without error',
    ...mtls,
  },
  'rs-challenge-early': {
    requirement: 'RFC6750-3.1-c',
    title: 'requests without token get an error code',
    implies: ['RFC9449-7.2-b'],
  },
  'rs-challenge-twice': { requirement: 'RFC6750-3-b', title: 'challenges repeat a parameter' },
  'rs-nonce-cache': {
    requirement: 'RFC9449-8.2-b',
    title: 'responses with DPoP-Nonce are cacheable',
    options: { nonces: true },
  },
} as const satisfies DefectTable
