import type { FaultId } from '../support/other-server/faults.ts'
import type { Trial } from './tryServer.ts'

/**
 * A fault of the other server, and what the cases made for it say: the verdict, and requirements that are among those found
 * broken, as `notPassed` gives them.
 */
export interface KnownFault extends Pick<Trial, 'choices' | 'variant' | 'slow'> {
  readonly fault: FaultId
  readonly found: Readonly<Record<string, string>>
}

const mtls = { sender_constraint: 'mtls' } as const
const tlsClient = { client_auth: 'tls_client_auth', sender_constraint: 'mtls' } as const
const selfSigned = { ...tlsClient, client_auth: 'self_signed_tls_client_auth' } as const

/** In the order of `faults`; `found` names up to three cases, others may notice a fault as well. */
export const faultTable: readonly KnownFault[] = [
  {
    fault: 'assertion-alg-any-case',
    found: {
      'client-assertion-alg-lower-case': 'fail FAPI2-SP-5.4.1-1.2',
      'par-client-assertion-alg-lower-case': 'fail FAPI2-SP-5.4.1-1.2',
    },
  },
  {
    fault: 'assertion-any-type',
    found: {
      'client-assertion-without-type': 'fail RFC7521-4.2-b',
      'client-assertion-wrong-type': 'fail RFC7521-4.2-b',
      'par-client-assertion-without-type': 'fail RFC7521-4.2-b',
    },
  },
  {
    fault: 'assertion-aud-first-of-array',
    found: {
      'client-assertion-aud-array-with-token-endpoint': 'fail FAPI2-SP-5.3.2.1-8',
      'client-assertion-aud-array-of-issuer': 'fail FAPI2-SP-5.3.2.1-8',
      'par-client-assertion-aud-array-with-token-endpoint': 'fail FAPI2-SP-5.3.2.1-8',
    },
  },
  {
    fault: 'assertion-aud-optional',
    found: {
      'client-assertion-without-aud': 'fail RFC7523-3-3',
      'par-client-assertion-without-aud': 'fail RFC7523-3-3',
    },
  },
  {
    fault: 'assertion-aud-origin',
    found: {
      'client-assertion-aud-token-endpoint': 'fail FAPI2-SP-5.3.2.1-8',
      'client-assertion-aud-par-endpoint': 'fail FAPI2-SP-5.3.2.1-8',
      'client-assertion-aud-other-slash': 'fail FAPI2-SP-5.3.2.1-8',
    },
  },
  {
    fault: 'assertion-aud-prefix',
    found: {
      'client-assertion-aud-token-endpoint': 'fail FAPI2-SP-5.3.2.1-8',
      'client-assertion-aud-par-endpoint': 'fail FAPI2-SP-5.3.2.1-8',
      'client-assertion-aud-other-slash': 'fail FAPI2-SP-5.3.2.1-8',
    },
  },
  {
    fault: 'assertion-client-from-iss',
    found: {
      'client-assertion-without-sub': 'fail RFC7523-3-2',
      'client-assertion-wrong-sub': 'fail RFC7523-3-2',
      'par-client-assertion-without-sub': 'fail RFC7523-3-2',
    },
  },
  {
    fault: 'assertion-expires-ten-minutes-late',
    found: { 'client-assertion-expired': 'fail RFC7523-3-4', 'par-client-assertion-expired': 'fail RFC7523-3-4' },
  },
  {
    fault: 'assertion-from-the-future',
    found: {
      'client-assertion-iat-75s-ahead': 'fail FAPI2-SP-5.3.2.1-13b',
      'client-assertion-nbf-75s-ahead': 'fail FAPI2-SP-5.3.2.1-13b RFC7523-3-5',
      'par-client-assertion-iat-75s-ahead': 'fail FAPI2-SP-5.3.2.1-13b',
    },
  },
  {
    fault: 'assertion-jti-optional',
    found: { 'client-assertion-without-jti': 'fail OIDCC-9-a', 'par-client-assertion-without-jti': 'fail OIDCC-9-a' },
  },
  {
    fault: 'assertion-key-by-kid-of-anybody',
    found: {
      'client-assertion-key-of-other-client': 'fail RFC7523-3-9 RFC8725-3.8-a',
      'par-client-assertion-key-of-other-client': 'fail RFC7523-3-9 RFC8725-3.8-a',
    },
  },
  {
    fault: 'assertion-never-expires',
    found: {
      'client-assertion-without-exp': 'fail RFC7523-3-4',
      'client-assertion-expired': 'fail RFC7523-3-4',
      'client-assertion-exp-zero': 'fail RFC7523-3-4',
    },
  },
  {
    fault: 'certificate-any-of-the-ca',
    variant: tlsClient,
    found: {
      'client-certificate-of-other-client': 'fail RFC8705-2-b',
      'par-client-certificate-of-other-client': 'fail RFC8705-2-b',
      'par-client-certificate-with-other-client-id': 'warn RFC8705-2-b',
    },
  },
  {
    fault: 'certificate-chain-unchecked',
    variant: tlsClient,
    found: {
      'client-certificate-untrusted-issuer': 'fail RFC8705-2.1-a',
      'client-certificate-self-signed': 'fail RFC8705-2.1-a',
      'par-client-certificate-untrusted-issuer': 'fail RFC8705-2.1-a',
    },
  },
  {
    fault: 'certificate-from-header',
    variant: tlsClient,
    found: {
      'par-client-certificate-in-header': 'fail RFC8705-2-b FAPI2-SP-5.3.2.2-4',
      'mtls-binding-resource-certificate-in-header': 'fail RFC8705-3-b FAPI2-SP-5.3.4-5',
    },
  },
  {
    fault: 'client-id-ignored',
    found: {
      'client-assertion-client-id-of-other-client': 'fail RFC7521-4.2-a',
      'par-client-assertion-client-id-of-other-client': 'fail RFC7521-4.2-a',
    },
  },
  {
    fault: 'self-signed-by-subject',
    variant: selfSigned,
    found: {
      'client-certificate-of-other-client': 'fail RFC8705-2-b',
      'client-certificate-unregistered': 'fail RFC8705-2.2-a',
      'par-client-certificate-of-other-client': 'fail RFC8705-2-b',
    },
  },
  {
    fault: 'two-authentications',
    found: {
      'client-assertion-and-basic-header': 'fail RFC6749-2.3-a',
      'client-assertion-and-client-secret': 'fail RFC6749-2.3-a',
      'par-client-assertion-and-basic-header': 'fail RFC6749-2.3-a',
    },
  },
  {
    fault: 'unauthenticated-if-no-assertion',
    found: {
      'client-assertion-missing': 'fail RFC6749-3.2.1-a FAPI2-SP-5.3.2.1-3',
      'par-client-assertion-missing': 'fail FAPI2-SP-5.3.2.2-4 RFC9126-2.1-1',
      'introspection-without-client-authentication': 'fail RFC7662-2.1-a',
    },
  },
  {
    fault: 'dpop-jkt-ignored',
    found: {
      'dpop-jkt-of-other-key': 'fail RFC9449-10-a FAPI2-SP-5.3.2.1-12',
      'dpop-par-proof-of-other-key': 'fail RFC9449-10.1-b FAPI2-SP-5.3.2.1-12',
    },
  },
  { fault: 'nonce-cut', found: { 'par-nonce-of-384-characters': 'fail OIDCC-2-b' } },
  { fault: 'pkce-method-any-case', found: { 'pkce-method-lower-case': 'fail RFC7636-4.4.1-a' } },
  { fault: 'pkce-method-assumed', found: { 'pkce-method-missing': 'fail RFC7636-4.3-a FAPI2-SP-5.3.2.2-5' } },
  {
    fault: 'pkce-optional',
    found: {
      'pkce-challenge-missing': 'fail FAPI2-SP-5.3.2.2-5',
      'pkce-challenge-empty': 'fail FAPI2-SP-5.3.2.2-5 RFC6749-3.1-b',
    },
  },
  {
    fault: 'pkce-plain',
    found: {
      'pkce-method-plain': 'fail FAPI2-SP-5.3.2.2-5',
      'pkce-method-missing': 'fail RFC7636-4.3-a FAPI2-SP-5.3.2.2-5',
    },
  },
  { fault: 'push-answers-200', found: { 'par-response-status': 'fail RFC9126-2.2-a' } },
  { fault: 'push-client-id-optional', found: { 'par-without-client-id': 'fail RFC9126-2.1-b' } },
  { fault: 'push-needs-proof', found: { 'honest-flow': 'fail FAPI2-SP-5.3.2.2-2 FAPI2-SP-5.3.4-1' } },
  { fault: 'push-proof-and-jkt-may-differ', found: { 'dpop-par-proof-with-other-jkt': 'fail RFC9449-10.1-c' } },
  {
    fault: 'push-proof-key-forgotten',
    found: { 'dpop-par-proof-of-other-key': 'fail RFC9449-10.1-b FAPI2-SP-5.3.2.1-12' },
  },
  { fault: 'push-takes-query', found: { 'par-parameters-in-query': 'fail RFC9126-2-a' } },
  { fault: 'redirect-uri-fragment', found: { 'redirect-uri-with-fragment': 'fail RFC6749-3.1.2-a' } },
  {
    fault: 'redirect-uri-http',
    found: { 'redirect-uri-http': 'fail FAPI2-SP-5.3.2.2-8', 'redirect-uri-http-foreign': 'fail FAPI2-SP-5.3.2.2-8' },
  },
  {
    fault: 'redirect-uri-optional',
    found: {
      'redirect-uri-missing': 'fail FAPI2-SP-5.3.2.2-6',
      'redirect-uri-empty': 'fail FAPI2-SP-5.3.2.2-6 RFC6749-3.1-b',
      'redirect-uri-only-at-authorize': 'fail FAPI2-SP-5.3.2.2-6 RFC9101-6.3-a',
    },
  },
  { fault: 'request-uri-counted', found: { 'par-request-uri-random': 'fail RFC9126-2.2-c' } },
  { fault: 'request-uri-lives-an-hour', found: { 'par-expires-in-below-600': 'fail FAPI2-SP-5.3.2.2-12' } },
  {
    fault: 'response-type-contains-code',
    found: {
      'par-response-type-code-id-token': 'fail FAPI2-SP-5.3.2.2-1',
      'par-response-type-code-token': 'fail FAPI2-SP-5.3.2.2-1',
      'par-response-type-code-id-token-token': 'fail FAPI2-SP-5.3.2.2-1',
    },
  },
  {
    fault: 'response-type-optional',
    found: {
      'par-response-type-missing': 'fail FAPI2-SP-5.3.2.2-1',
      'par-response-type-empty': 'fail FAPI2-SP-5.3.2.2-1 RFC6749-3.1-b',
    },
  },
  {
    fault: 'authorize-parameters-win',
    found: {
      'authorize-different-state': 'fail RFC9101-6.3-a',
      'authorize-different-nonce': 'fail RFC9101-6.3-a',
      'authorize-different-redirect-uri': 'fail RFC9101-6.3-a FAPI2-SP-5.3.2.1-7',
    },
  },
  {
    fault: 'authorize-post-without-push',
    found: { 'authorize-post-without-par': 'fail FAPI2-SP-5.3.2.2-3 RFC9126-4-d' },
  },
  {
    fault: 'authorize-without-push',
    found: {
      'authorize-without-par': 'fail FAPI2-SP-5.3.2.2-3 RFC9126-4-d',
      'authorize-without-par-foreign-redirect': 'fail FAPI2-SP-5.3.2.1-7 RFC6749-3.1.2.4-a',
      'authorize-post-without-par': 'fail FAPI2-SP-5.3.2.2-3 RFC9126-4-d',
    },
  },
  {
    fault: 'cancel-ignored',
    found: {
      'authorize-user-cancels-with-state': 'fail RFC6749-4.1.2.1-a',
      'authorize-user-cancels-with-iss': 'fail RFC9207-2-a FAPI2-SP-5.3.2.2-7',
      'authorize-user-cancels': 'fail RFC6749-4.1.2.1-a',
    },
  },
  {
    fault: 'code-counted',
    found: {
      'authorization-code-random': 'fail FAPI2-SP-5.4.1-4 RFC6749-10.10-a',
      'authorization-code-160-bits': 'warn RFC6749-10.10-b',
    },
  },
  { fault: 'consent-without-name', found: { 'consent-page-names-client': 'warn FAPI2-SP-5.3.2.2-13' } },
  {
    fault: 'error-redirect-unverified',
    found: { 'authorize-without-par-foreign-redirect': 'fail FAPI2-SP-5.3.2.1-7 RFC6749-3.1.2.4-a' },
  },
  { fault: 'error-without-iss', found: { 'authorize-user-cancels-with-iss': 'fail RFC9207-2-a FAPI2-SP-5.3.2.2-7' } },
  { fault: 'error-without-state', found: { 'authorize-user-cancels-with-state': 'fail RFC6749-4.1.2.1-a' } },
  {
    fault: 'iss-http',
    found: {
      'authorization-response-iss-exact': 'fail RFC9207-2.3-a',
      'authorization-response-iss-form': 'fail RFC9207-2-b',
      'authorize-user-cancels-with-iss': 'fail RFC9207-2-a FAPI2-SP-5.3.2.2-7',
    },
  },
  { fault: 'no-hsts', found: { 'browser-hsts': 'warn RFC9325-3.2-a' } },
  {
    fault: 'no-iss',
    found: {
      'authorization-response-iss-present': 'fail FAPI2-SP-5.3.2.2-7 RFC9207-2-a',
      'authorize-user-cancels-with-iss': 'fail RFC9207-2-a FAPI2-SP-5.3.2.2-7',
    },
  },
  { fault: 'pages-framed', found: { 'browser-pages-not-framed': 'fail RFC9700-4.16-a' } },
  { fault: 'pages-tell-referrer', found: { 'browser-pages-referrer-policy': 'warn RFC9700-4.2.4-a' } },
  { fault: 'prompt-none-ignored', found: { 'authorize-prompt-none-without-session': 'fail OIDCC-3.1.2.1-a' } },
  { fault: 'redirect-query-dropped', found: { 'authorization-response-redirect-query-kept': 'fail RFC6749-3.1.2-b' } },
  {
    fault: 'redirects-307',
    found: {
      'browser-redirects-303': 'warn FAPI2-SP-5.3.2.2-11',
      'browser-no-307-after-form': 'fail FAPI2-SP-5.3.2.2-10',
    },
  },
  { fault: 'request-uri-again', found: { 'request-uri-used-twice': 'warn RFC9126-4-b FAPI2-SP-6.4' } },
  { fault: 'request-uri-for-ever', slow: true, found: { 'request-uri-expired': 'fail RFC9126-4-c' } },
  {
    fault: 'request-uri-of-any-client',
    found: {
      'request-uri-of-other-client': 'fail RFC9126-2.2-d',
      'request-uri-of-unknown-client': 'fail RFC9126-2.2-d',
    },
  },
  { fault: 'response-holds-token', found: { 'authorization-response-no-tokens': 'fail FAPI2-SP-5.3.2.2-1' } },
  { fault: 'response-in-fragment', found: { 'authorization-response-in-query': 'fail RFC6749-4.1.2-c' } },
  { fault: 'state-cut', found: { 'par-long-state-unchanged': 'fail RFC6749-4.1.2-a' } },
  { fault: 'state-decoded-twice', found: { 'par-state-reserved-characters': 'fail RFC6749-4.1.2-a' } },
  { fault: 'state-escaped', found: { 'par-state-reserved-characters': 'fail RFC6749-4.1.2-a' } },
  {
    fault: 'state-lower-case',
    found: {
      'authorization-response-state': 'fail RFC6749-4.1.2-a',
      'authorize-user-cancels-with-state': 'fail RFC6749-4.1.2.1-a',
      'authorize-different-state': 'fail RFC9101-6.3-a',
    },
  },
  { fault: 'challenge-is-verifier', found: { 'pkce-challenge-as-verifier': 'fail RFC7636-4.6-c' } },
  {
    fault: 'code-again',
    found: {
      'authorization-code-used-twice': 'fail FAPI2-SP-5.3.2.2-9',
      'authorization-code-redeemed-in-parallel': 'fail FAPI2-SP-5.3.2.2-9',
    },
  },
  { fault: 'code-lives-five-minutes', slow: true, found: { 'authorization-code-expired': 'fail FAPI2-SP-5.3.2.1-11' } },
  { fault: 'code-of-any-client', found: { 'authorization-code-of-other-client': 'fail RFC6749-4.1.3-a' } },
  { fault: 'code-race', found: { 'authorization-code-redeemed-in-parallel': 'fail FAPI2-SP-5.3.2.2-9' } },
  { fault: 'errors-with-200', found: { 'authorization-code-used-twice': 'fail RFC6749-5.2-a' } },
  { fault: 'password-grant', found: { 'token-password-grant': 'fail FAPI2-SP-5.3.2.1-2' } },
  { fault: 'refresh-of-any-client', found: { 'refresh-by-other-client': 'fail RFC6749-6-b' } },
  { fault: 'refresh-scope-grows', found: { 'refresh-wider-scope': 'fail RFC6749-6-c' } },
  {
    fault: 'token-answers-201',
    found: { 'refresh-response-status': 'fail RFC6749-5.1-a', 'token-response-status': 'fail RFC6749-5.1-a' },
  },
  {
    fault: 'token-counted',
    found: {
      'refresh-response-access-token-random': 'fail FAPI2-SP-5.4.1-4 RFC6749-10.10-a',
      'access-token-random': 'fail FAPI2-SP-5.4.1-4 RFC6749-10.10-a',
      'access-token-160-bits': 'warn RFC6749-10.10-b',
    },
  },
  {
    fault: 'token-crashes',
    found: { 'authorization-code-missing': 'fail RFC6749-5.2-a', 'authorization-code-twice': 'fail RFC6749-3.1-a' },
  },
  {
    fault: 'token-redirect-uri-optional',
    found: { 'authorization-code-without-redirect-uri': 'fail RFC6749-4.1.3-b' },
  },
  {
    fault: 'token-redirect-uri-unchecked',
    found: {
      'authorization-code-without-redirect-uri': 'fail RFC6749-4.1.3-b',
      'authorization-code-with-foreign-redirect-uri': 'fail RFC6749-4.1.3-b',
      'authorization-code-with-near-redirect-uri': 'fail RFC6749-4.1.3-b',
    },
  },
  {
    fault: 'token-type-bearer',
    found: {
      'refresh-response-type-dpop': 'fail RFC9449-5-b',
      'token-response-type-dpop': 'fail RFC9449-5-b FAPI2-SP-5.3.2.1-5',
    },
  },
  {
    fault: 'unbound-without-certificate',
    variant: mtls,
    found: {
      'mtls-binding-token-without-certificate': 'fail FAPI2-SP-5.3.2.1-4 FAPI2-SP-5.3.2.1-5',
      'refresh-without-certificate': 'fail FAPI2-SP-5.3.2.1-4',
    },
  },
  {
    fault: 'unbound-without-proof',
    found: {
      'dpop-token-without-proof': 'fail FAPI2-SP-5.3.2.1-4 FAPI2-SP-5.3.2.1-5',
      'refresh-without-dpop-proof': 'fail FAPI2-SP-5.3.2.1-4',
    },
  },
  {
    fault: 'verifier-optional',
    found: { 'pkce-verifier-missing': 'fail RFC7636-4.6-b', 'pkce-verifier-empty': 'fail RFC7636-4.6-b' },
  },
  {
    fault: 'verifier-unchecked',
    found: { 'pkce-verifier-wrong': 'fail RFC7636-4.6-a', 'pkce-challenge-as-verifier': 'fail RFC7636-4.6-c' },
  },
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
