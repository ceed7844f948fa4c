import type { KnownFault } from './KnownFault.ts'
import { signing } from './signing.ts'

/** Faults of servers that want requests to be signed. */
export const faultsOfSignedRequests: readonly KnownFault[] = [
  signing('authorize-takes-request-object', { 'authorize-request-by-value': 'fail FAPI2-SP-5.3.2.2-3 RFC9126-4-d' }),
  signing('request-object-alg-unread', {
    'request-object-alg-rs256': 'fail FAPI2-SP-5.4.1-1.2',
    'request-object-alg-ps384': 'fail FAPI2-SP-5.4.1-1.2',
  }),
  signing('request-object-any-typ', { 'request-object-typed-as-dpop-proof': 'warn RFC8725-3.11-a' }),
  signing('request-object-aud-contains', {
    'request-object-aud-par-endpoint': 'fail FAPI2-MS-5.3.1-2',
    'request-object-aud-token-endpoint': 'fail FAPI2-MS-5.3.1-2',
    'request-object-aud-object': 'fail FAPI2-MS-5.3.1-2',
  }),
  signing('request-object-aud-first', { 'request-object-aud-array-issuer-last': 'fail FAPI2-MS-5.3.1-2' }),
  signing('request-object-aud-if-there', { 'request-object-aud-missing': 'fail FAPI2-MS-5.3.1-2' }),
  signing('request-object-aud-no-array', {
    'request-object-aud-array-of-issuer': 'fail FAPI2-MS-5.3.1-2',
    'request-object-aud-array-with-issuer': 'fail FAPI2-MS-5.3.1-2',
    'request-object-aud-array-issuer-last': 'fail FAPI2-MS-5.3.1-2',
  }),
  signing('request-object-aud-origin', {
    'request-object-aud-par-endpoint': 'fail FAPI2-MS-5.3.1-2',
    'request-object-aud-token-endpoint': 'fail FAPI2-MS-5.3.1-2',
  }),
  signing('request-object-client-id-from-iss', {
    'request-object-without-client-id': 'fail RFC9126-3-3 RFC9101-6.3-b',
  }),
  signing('request-object-client-id-if-there', {
    'request-object-without-client-id': 'fail RFC9126-3-3 RFC9101-6.3-b',
  }),
  signing('request-object-completed-from-outside', {
    'request-object-redirect-uri-only-outside': 'fail RFC9101-6.3-a FAPI2-SP-5.3.2.2-6',
    'request-object-code-challenge-only-outside': 'fail RFC9101-6.3-a FAPI2-SP-5.3.2.2-5',
    'request-object-state-only-outside': 'fail RFC9101-6.3-a',
  }),
  signing('request-object-crit-unread', { 'request-object-unknown-crit': 'fail RFC7515-4.1.11-a' }),
  signing('request-object-embedded-key', { 'request-object-embedded-jwk': 'fail RFC8725-3.10-a RFC9101-6.2-b' }),
  signing('request-object-exp-from-now', { 'request-object-exp-70m-after-nbf': 'fail FAPI2-MS-5.3.1-4' }),
  signing('request-object-exp-in-grace', { 'request-object-expired': 'fail FAPI2-MS-5.3.1-4' }),
  signing('request-object-from-the-future', {
    'request-object-nbf-75s-ahead': 'fail FAPI2-SP-5.3.2.1-13b',
    'request-object-iat-75s-ahead': 'fail FAPI2-SP-5.3.2.1-13b',
  }),
  signing('request-object-iat-unread', { 'request-object-iat-75s-ahead': 'fail FAPI2-SP-5.3.2.1-13b' }),
  signing('request-object-key-by-kid-of-anybody', {
    'request-object-key-of-other-client': 'fail RFC9101-6.2-b RFC8725-3.8-a',
  }),
  signing('request-object-key-of-named-client', {
    'request-object-signed-by-other-client': 'fail RFC9126-3-3 RFC9101-6.2-b',
  }),
  signing('request-object-kid-unread', {
    'request-object-unknown-kid': 'fail RFC9101-6.2-a',
    'request-object-kid-of-other-client': 'fail RFC9101-6.2-a',
  }),
  signing('request-object-mac-with-public-key', {
    'request-object-alg-hs256-public-key': 'fail RFC8725-3.1-a FAPI2-SP-5.4.1-1.2',
  }),
  signing('request-object-nbf-any-age', {
    'request-object-nbf-61m-old': 'fail FAPI2-MS-5.3.1-3',
    'request-object-exp-70m-after-nbf': 'fail FAPI2-MS-5.3.1-4',
  }),
  signing('request-object-nbf-from-iat', { 'request-object-nbf-missing': 'fail FAPI2-MS-5.3.1-3' }),
  signing('request-object-nested-ignored', {
    'request-object-nested-request': 'fail RFC9101-4-a',
    'request-object-nested-request-uri': 'fail RFC9101-4-a RFC9126-2.1-2',
  }),
  signing('request-object-none-in-capitals', {
    'request-object-alg-none-other-case': 'fail RFC9101-10.5-a FAPI2-SP-5.4.1-1.3',
  }),
  signing('request-object-optional', {
    'request-object-missing': 'fail FAPI2-MS-5.3.1-1b RFC9101-10.5-a',
    'request-object-missing-refused-at-par': 'fail RFC9126-2.3-c',
  }),
  signing('request-object-outside-wins', {
    'request-object-other-state-outside': 'fail RFC9101-6.3-a',
    'request-object-other-nonce-outside': 'fail RFC9101-6.3-a',
    'request-object-wider-scope-outside': 'fail RFC9101-6.3-a',
    'request-object-other-code-challenge-outside': 'fail RFC9101-6.3-a',
    'request-object-redirect-uri-only-outside': 'fail RFC9101-6.3-a FAPI2-SP-5.3.2.2-6',
    'request-object-code-challenge-only-outside': 'fail RFC9101-6.3-a FAPI2-SP-5.3.2.2-5',
    'request-object-state-only-outside': 'fail RFC9101-6.3-a',
  }),
  signing('request-object-strict-clock', {
    'request-object-nbf-9s-ahead': 'fail FAPI2-SP-5.3.2.1-13a',
    'request-object-iat-9s-ahead': 'fail FAPI2-SP-5.3.2.1-13a',
  }),
  signing('request-object-times-as-text', {
    'request-object-nbf-text': 'fail FAPI2-MS-5.3.1-3',
    'request-object-exp-text': 'fail FAPI2-MS-5.3.1-4',
  }),
  signing('request-object-typ-exact', {
    'request-object-typ-other-case': 'fail RFC7515-4.1.9-a',
    'request-object-typ-with-application': 'fail RFC7515-4.1.9-a',
  }),
  signing('request-object-unknown-claims', {
    'request-object-unknown-claim': 'fail RFC6749-3.1-c',
    'par-unknown-parameter': 'fail RFC6749-3.1-c',
  }),
  signing('request-object-unsigned-part', { 'request-object-empty-signature': 'fail RFC9101-6.2-b FAPI2-MS-5.3.1-1a' }),
]
