import type { KnownFault } from './KnownFault.ts'

const tlsClient = { client_auth: 'tls_client_auth', sender_constraint: 'mtls' } as const
const selfSigned = { ...tlsClient, client_auth: 'self_signed_tls_client_auth' } as const

/** Client authentication and pushed requests. `found` names up to three cases, others may notice a fault as well. */
export const faultsOfRequests: readonly KnownFault[] = [
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
]
