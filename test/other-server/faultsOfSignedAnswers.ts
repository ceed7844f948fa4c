import type { KnownFault } from './KnownFault.ts'
import { signing } from './signing.ts'

/** Faults of signed authorization and introspection responses. */
export const faultsOfSignedAnswers: readonly KnownFault[] = [
  signing('jarm-alg-none', {
    'jarm-response-alg': 'fail FAPI2-SP-5.4.1-1.2',
    'jarm-response-signed': 'fail FAPI2-SP-5.4.1-1.3',
    'jarm-response-signature': 'fail FAPI2-MS-5.4.1-1a',
    'jarm-error-signature': 'fail FAPI2-MS-5.4.1-1a',
    'jarm-response-alg-listed': 'warn JARM-4-a',
  }),
  signing(
    'jarm-alg-rs256',
    { 'jarm-response-alg': 'fail FAPI2-SP-5.4.1-1.2', 'jarm-response-alg-listed': 'warn JARM-4-a' },
    { choices: { jwks: 'many keys' } },
  ),
  signing('jarm-aud-redirect-uri', { 'jarm-response-aud': 'fail JARM-2.1-a', 'jarm-error-claims': 'fail JARM-2.1-a' }),
  signing('jarm-code-beside', { 'jarm-response-alone': 'fail JARM-2.1-b' }),
  signing('jarm-errors-plain', {
    'jarm-error-jwt': 'fail JARM-2.1-b',
    'jarm-error-without-session': 'fail JARM-2.1-b',
  }),
  signing('jarm-errors-without-aud', { 'jarm-error-claims': 'fail JARM-2.1-a' }),
  signing(
    'jarm-errors-without-user-plain',
    { 'jarm-error-without-session': 'fail JARM-2.1-b' },
    { choices: { authorizeErrors: 'redirect', parametersCheckedAt: 'authorize' } },
  ),
  signing('jarm-exp-in-ms', {
    'jarm-response-exp': 'fail JARM-2.1-a',
    'jarm-response-lifetime': 'warn JARM-2.1-c',
    'jarm-error-claims': 'fail JARM-2.1-a',
  }),
  signing('jarm-exp-over', { 'jarm-response-exp': 'fail JARM-2.1-a', 'jarm-error-claims': 'fail JARM-2.1-a' }),
  signing(
    'jarm-form-post-plain',
    { 'jarm-response-mode-form-post-jwt': 'fail JARM-2.3.3-a' },
    { choices: { jwtModes: 'all' } },
  ),
  signing('jarm-fragment-for-jwt', { 'jarm-response-in-query': 'fail JARM-2.3.4-a' }),
  signing(
    'jarm-iss-without-slash',
    { 'jarm-response-iss': 'fail JARM-2.1-a', 'jarm-error-claims': 'fail JARM-2.1-a' },
    { choices: { issuerPath: '/tenant-a/' } },
  ),
  signing(
    'jarm-key-of-other-kid',
    { 'jarm-response-signature': 'fail FAPI2-MS-5.4.1-1a', 'jarm-error-signature': 'fail FAPI2-MS-5.4.1-1a' },
    { choices: { jwks: 'many keys' } },
  ),
  signing('jarm-lives-a-day', { 'jarm-response-lifetime': 'warn JARM-2.1-c' }),
  signing('jarm-mode-beside-request-uri', {
    'jarm-response-mode-missing': 'fail FAPI2-MS-5.4.1-1b',
    'jarm-response-mode-query': 'fail FAPI2-MS-5.4.1-1b',
    'jarm-response-mode-fragment': 'fail FAPI2-MS-5.4.1-1b',
    'jarm-response-mode-form-post': 'fail FAPI2-MS-5.4.1-1b',
    'jarm-response-mode-query-at-authorize': 'fail FAPI2-MS-5.4.1-1b RFC9101-6.3-a',
  }),
  signing(
    'jarm-modes-all-query',
    { 'jarm-response-mode-fragment-jwt': 'fail JARM-2.3.2-a' },
    { choices: { jwtModes: 'all' } },
  ),
  signing('jarm-parameters-inside-object', {
    'jarm-response-parameters': 'fail JARM-2.1-b',
    'honest-flow': 'fail FAPI2-SP-5.3.2.2-2 FAPI2-SP-5.3.4-1',
  }),
  signing('jarm-plain-if-asked', {
    'jarm-response-mode-missing': 'fail FAPI2-MS-5.4.1-1b',
    'jarm-response-mode-query': 'fail FAPI2-MS-5.4.1-1b',
    'jarm-response-mode-fragment': 'fail FAPI2-MS-5.4.1-1b',
    'jarm-response-mode-form-post': 'fail FAPI2-MS-5.4.1-1b',
  }),
  signing('jarm-plain-if-none-asked', { 'jarm-response-mode-missing': 'fail FAPI2-MS-5.4.1-1b' }),
  signing('jarm-response-twice', {
    'jarm-response-jwt': 'fail FAPI2-MS-5.4.1-1a',
    'jarm-response-in-query': 'fail JARM-2.3.4-a',
    'jarm-error-jwt': 'fail JARM-2.1-b',
    'jarm-error-without-session': 'fail JARM-2.1-b',
    'jarm-response-mode-query-at-authorize': 'fail FAPI2-MS-5.4.1-1b RFC9101-6.3-a',
  }),
  signing('jarm-state-as-number', { 'jarm-state-of-digits': 'fail JARM-2.1-b' }),
  signing('jarm-state-beside', {
    'jarm-response-alone': 'fail JARM-2.1-b',
    'jarm-response-iss-inside-only': 'warn FAPI2-MS-5.4.1-NOTE',
    'jarm-error-jwt': 'fail JARM-2.1-b',
    'jarm-error-without-session': 'fail JARM-2.1-b',
  }),
  signing('jarm-unpublished-key', {
    'jarm-response-signature': 'fail FAPI2-MS-5.4.1-1a',
    'jarm-error-signature': 'fail FAPI2-MS-5.4.1-1a',
  }),
  signing('jarm-without-exp', { 'jarm-response-exp': 'fail JARM-2.1-a', 'jarm-error-claims': 'fail JARM-2.1-a' }),
  signing('introspection-jwt-as-token', { 'introspection-jwt-as-access-token': 'fail RFC9701-8.1-a' }),
  signing('introspection-jwt-aud-resource', { 'introspection-jwt-aud': 'fail RFC9701-5-b' }),
  signing('introspection-jwt-cnf-outside', { 'introspection-jwt-bound-to-proof-key': 'fail RFC9449-6.2-a' }),
  signing('introspection-jwt-flat', {
    'introspection-jwt-members': 'fail RFC9701-5-b',
    'introspection-jwt-no-token-claims': 'warn RFC9701-5-d',
  }),
  signing('introspection-jwt-for-anybody', {
    'introspection-jwt-without-client-authentication': 'fail RFC9701-5-e RFC7662-2.1-a',
  }),
  signing(
    'introspection-jwt-iat-of-token',
    { 'introspection-jwt-iat-not-of-token': 'fail RFC9701-5-b' },
    { slow: true },
  ),
  signing('introspection-jwt-inactive-plain', { 'introspection-jwt-of-unknown-token-is-signed': 'fail RFC9701-4-a' }),
  signing('introspection-jwt-inactive-talkative', { 'introspection-jwt-of-revoked-token': 'fail RFC9701-5-c' }),
  signing('introspection-jwt-never', {
    'introspection-jwt-response': 'fail RFC9701-4-a',
    'introspection-jwt-of-unknown-token-is-signed': 'fail RFC9701-4-a',
  }),
  signing('introspection-jwt-typ-jwt', { 'introspection-jwt-typ': 'fail RFC9701-5-a' }),
  signing('introspection-jwt-type-jwt', { 'introspection-jwt-content-type': 'fail RFC9701-5-a' }),
  signing('introspection-jwt-unpublished-key', { 'introspection-jwt-signature': 'fail FAPI2-MS-5.5.1-1' }),
  signing('introspection-jwt-with-exp', { 'introspection-jwt-no-token-claims': 'warn RFC9701-5-d' }),
  signing('introspection-jwt-without-iat', { 'introspection-jwt-iat': 'fail RFC9701-5-b' }),
  signing('introspection-of-anybody', { 'introspection-of-other-client': 'warn FAPI2-MS-6.2' }),
]
