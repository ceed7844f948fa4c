import type { KnownFault } from './KnownFault.ts'

const mtls = { sender_constraint: 'mtls' } as const

/** Tokens, the resource, DPoP proofs, and what is published. `found` names up to three cases, others may notice a fault as well. */
export const faultsOfTokens: readonly KnownFault[] = [
  {
    fault: 'cnf-missing',
    choices: { accessTokens: 'jwt' },
    found: {
      'refresh-response-bound-to-proof-key': 'fail RFC9449-6.1-a',
      'access-token-bound-to-proof-key': 'fail RFC9449-6.1-a',
    },
  },
  {
    fault: 'cnf-wrong',
    choices: { accessTokens: 'jwt' },
    found: {
      'refresh-response-bound-to-proof-key': 'fail RFC9449-6.1-a',
      'access-token-bound-to-proof-key': 'fail RFC9449-6.1-a',
    },
  },
  {
    fault: 'grants-never-end',
    found: {
      'authorization-code-replay-revokes-tokens': 'warn RFC6749-4.1.2-b',
      'revocation-of-refresh-token-ends-access-token': 'warn RFC7009-2.1-c',
    },
  },
  { fault: 'id-token-other-audience', found: { 'id-token-aud': 'fail OIDCC-2-a FAPI2-SP-5.4.1-1.1' } },
  { fault: 'id-token-other-issuer', found: { 'id-token-iss': 'fail OIDCD-4.3-a OIDCC-2-a' } },
  {
    fault: 'id-token-unpublished-key',
    found: { 'id-token-signature': 'fail OIDCC-2-d', 'refresh-response-id-token-signature': 'fail OIDCC-2-d' },
  },
  { fault: 'id-token-without-auth-time', found: { 'par-max-age': 'fail OIDCC-3.1.2.1-b' } },
  {
    fault: 'id-token-wrong-at-hash',
    choices: { idTokenExtras: true },
    found: { 'id-token-at-hash': 'fail OIDCC-2-c' },
  },
  { fault: 'introspection-without-cnf', found: { 'introspection-response-bound-to-proof-key': 'fail RFC9449-6.2-a' } },
  {
    fault: 'revocation-by-anybody',
    found: {
      'revocation-without-client-authentication': 'fail RFC7009-2.1-a',
      'refresh-token-not-revoked-by-other-client': 'fail RFC7009-2.1-a',
    },
  },
  {
    fault: 'revocation-of-nothing',
    found: {
      'introspection-of-revoked-token': 'fail RFC7662-2.2-b',
      'resource-revoked-token': 'fail FAPI2-SP-5.3.4-3c RFC7009-2.1-b',
      'userinfo-revoked-token': 'fail FAPI2-SP-5.3.4-3c RFC7009-2.1-b',
    },
  },
  {
    fault: 'revocation-takes-a-minute',
    found: {
      'introspection-of-revoked-token': 'fail RFC7662-2.2-b',
      'resource-revoked-token': 'fail FAPI2-SP-5.3.4-3c RFC7009-2.1-b',
      'userinfo-revoked-token': 'fail FAPI2-SP-5.3.4-3c RFC7009-2.1-b',
    },
  },
  { fault: 'revocation-trusts-hint', found: { 'refresh-token-revoked-with-wrong-hint': 'fail RFC7009-2.1-d' } },
  {
    fault: 'any-certificate-at-resource',
    variant: mtls,
    found: {
      'mtls-binding-resource-certificate-of-other-client': 'fail RFC8705-3-a FAPI2-SP-5.3.4-5',
      'mtls-binding-resource-certificate-of-same-subject': 'fail RFC8705-3-a FAPI2-SP-5.3.4-5',
      'userinfo-certificate-of-other-client': 'fail RFC8705-3-a',
    },
  },
  {
    fault: 'any-key-at-resource',
    found: {
      'resource-dpop-other-key': 'fail RFC9449-4.3-12 FAPI2-SP-5.3.4-5 RFC9449-7.1-a',
      'userinfo-dpop-other-key': 'fail RFC9449-4.3-12 RFC9449-7.1-a',
    },
  },
  {
    fault: 'any-token-opens',
    found: { 'refresh-with-access-token': 'fail RFC6749-5.2-d', 'resource-refresh-token': 'fail FAPI2-SP-5.3.4-3a' },
  },
  { fault: 'bearer-scheme-with-proof', found: { 'resource-bearer-scheme': 'fail RFC9449-7.2-a' } },
  {
    fault: 'bearer-without-proof',
    found: {
      'resource-bearer-scheme': 'fail RFC9449-7.2-a',
      'resource-bearer-scheme-without-proof': 'fail RFC9449-7.2-a FAPI2-SP-5.3.4-5',
      'userinfo-bearer-scheme-without-proof': 'fail RFC9449-7.2-a',
    },
  },
  {
    fault: 'certificate-optional-at-resource',
    variant: mtls,
    found: {
      'mtls-binding-resource-without-certificate': 'fail RFC8705-3-b FAPI2-SP-5.3.4-5',
      'mtls-binding-resource-certificate-in-header': 'fail RFC8705-3-b FAPI2-SP-5.3.4-5',
      'userinfo-without-certificate': 'fail RFC8705-3-b',
    },
  },
  {
    fault: 'expired-tokens-live',
    choices: { accessTokens: 'jwt' },
    slow: true,
    found: {
      'introspection-of-expired-token': 'fail RFC7662-2.2-b',
      'resource-expired-token': 'fail FAPI2-SP-5.3.4-3b',
    },
  },
  {
    fault: 'proof-optional-at-resource',
    found: {
      'userinfo-without-dpop-proof': 'fail RFC9449-7.1-a',
      'dpop-resource-without-proof': 'fail FAPI2-SP-5.3.4-5 RFC9449-7.1-a',
    },
  },
  {
    fault: 'token-embedded-key',
    choices: { accessTokens: 'jwt' },
    found: { 'resource-token-with-embedded-key': 'fail FAPI2-SP-5.3.4-3a RFC8725-3.10-a' },
  },
  {
    fault: 'token-in-query',
    found: {
      'resource-token-in-query': 'fail FAPI2-SP-5.3.4-2',
      'resource-token-in-header-and-query': 'fail RFC6750-2-b',
    },
  },
  {
    fault: 'token-mac-with-public-key',
    choices: { accessTokens: 'jwt' },
    found: { 'resource-token-mac-with-public-key': 'fail FAPI2-SP-5.3.4-3a RFC8725-3.1-a' },
  },
  { fault: 'token-twice', found: { 'resource-token-in-header-and-query': 'fail RFC6750-2-b' } },
  {
    fault: 'unknown-schemes',
    found: { 'resource-unknown-scheme-without-proof': 'fail FAPI2-SP-5.3.4-5 RFC9449-7.1-a' },
  },
  { fault: 'userinfo-other-sub', found: { 'userinfo-sub': 'fail OIDCC-5.3.2-a' } },
  {
    fault: 'proof-alg-any-case',
    found: {
      'dpop-par-alg-lower-case': 'fail FAPI2-SP-5.4.1-1.2 RFC9449-4.3-5 RFC9449-10.1-a',
      'dpop-resource-alg-lower-case': 'fail FAPI2-SP-5.4.1-1.2 RFC9449-4.3-5 RFC9449-7.1-a',
      'dpop-token-alg-lower-case': 'fail FAPI2-SP-5.4.1-1.2 RFC9449-4.3-5',
    },
  },
  {
    fault: 'proof-alg-es384',
    found: {
      'dpop-par-alg-es384': 'fail FAPI2-SP-5.4.1-1.2 RFC9449-4.3-5 RFC9449-10.1-a',
      'dpop-token-alg-es384': 'fail FAPI2-SP-5.4.1-1.2 RFC9449-4.3-5',
    },
  },
  {
    fault: 'proof-any-age',
    found: {
      'dpop-par-iat-hour-old': 'fail RFC9449-4.3-11 RFC9449-11.1-a RFC9449-10.1-a',
      'dpop-resource-iat-hour-ahead': 'fail RFC9449-4.3-11 RFC9449-11.1-a RFC9449-7.1-a',
      'dpop-resource-iat-hour-old': 'fail RFC9449-4.3-11 RFC9449-11.1-a RFC9449-7.1-a',
    },
  },
  {
    fault: 'proof-any-nonce',
    choices: { nonces: 'both' },
    found: {
      'dpop-par-nonce-unknown': 'fail RFC9449-4.3-10 RFC9449-8-b',
      'dpop-resource-nonce-unknown': 'fail RFC9449-4.3-10',
      'dpop-token-nonce-unknown': 'fail RFC9449-4.3-10 RFC9449-8-b',
    },
  },
  {
    fault: 'proof-any-typ',
    found: {
      'dpop-token-wrong-typ': 'fail RFC9449-4.3-4',
      'dpop-resource-wrong-typ': 'fail RFC9449-4.3-4 RFC9449-7.1-a',
    },
  },
  { fault: 'proof-ath-beginning', found: { 'dpop-resource-half-ath': 'fail RFC9449-4.3-12 RFC9449-7.1-a' } },
  { fault: 'proof-ath-empty', found: { 'dpop-resource-empty-ath': 'fail RFC9449-4.3-12 RFC9449-7.1-a' } },
  { fault: 'proof-ath-half', found: { 'dpop-resource-half-ath': 'fail RFC9449-4.3-12 RFC9449-7.1-a' } },
  {
    fault: 'proof-first-of-two',
    found: {
      'dpop-par-two-headers': 'fail RFC9449-4.3-1 RFC9449-10.1-a',
      'dpop-resource-two-headers': 'fail RFC9449-4.3-1 RFC9449-7.1-a',
      'dpop-token-two-headers': 'fail RFC9449-4.3-1',
    },
  },
  {
    fault: 'proof-htm-any-case',
    found: {
      'dpop-par-htm-lower-case': 'fail RFC9449-4.3-8 RFC9449-10.1-a',
      'dpop-resource-htm-lower-case': 'fail RFC9449-4.3-8 RFC9449-7.1-a',
      'dpop-token-htm-lower-case': 'fail RFC9449-4.3-8',
    },
  },
  {
    fault: 'proof-htu-longer',
    choices: { resourceAt: 'own host' },
    found: {
      'dpop-par-htu-longer-path': 'fail RFC9449-4.3-9 RFC9449-10.1-a',
      'dpop-resource-htu-longer-path': 'fail RFC9449-4.3-9 RFC9449-7.1-a',
      'dpop-token-htu-longer-path': 'fail RFC9449-4.3-9',
    },
  },
  {
    fault: 'proof-htu-path-ignored',
    choices: { resourceAt: 'own host' },
    found: {
      'dpop-resource-htu-without-path': 'fail RFC9449-4.3-9 RFC9449-7.1-a',
      'dpop-token-htu-without-path': 'fail RFC9449-4.3-9',
    },
  },
  {
    fault: 'proof-htu-prefix',
    choices: { resourceAt: 'own host' },
    found: {
      'dpop-resource-htu-without-path': 'fail RFC9449-4.3-9 RFC9449-7.1-a',
      'dpop-token-htu-without-path': 'fail RFC9449-4.3-9',
    },
  },
  { fault: 'proof-jti-with-everything', found: { 'dpop-resource-jti-repeated': 'warn FAPI2-SP-6.2' } },
  {
    fault: 'proof-nonce-optional',
    choices: { nonces: 'both' },
    found: {
      'dpop-par-nonce-missing': 'fail RFC9449-4.3-10 RFC9449-11.3-a',
      'dpop-resource-nonce-missing': 'fail RFC9449-4.3-10 RFC9449-11.3-a',
      'dpop-token-nonce-missing': 'fail RFC9449-4.3-10 RFC9449-11.3-a',
    },
  },
  { fault: 'endpoint-http', found: { 'metadata-endpoints-https': 'fail FAPI2-SP-5.2.1-1a' } },
  {
    fault: 'metadata-other-issuer',
    found: { 'metadata-issuer-form': 'fail RFC8414-2-a', 'metadata-issuer-match': 'fail RFC8414-3.3-a' },
  },
  {
    fault: 'old-tls',
    found: {
      'tls-1-0-refused': 'fail FAPI2-SP-5.2.1-2 RFC9325-3.1.1-a',
      'tls-client-hosts-refuse-cbc': 'fail FAPI2-SP-5.2.2-1',
    },
  },
  { fault: 'private-keys-published', found: { 'jwks-no-private-keys': 'fail OIDCD-3-b' } },
]
