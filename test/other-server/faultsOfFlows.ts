import type { KnownFault } from './KnownFault.ts'

const mtls = { sender_constraint: 'mtls' } as const

/** The authorization endpoint and the token endpoint. `found` names up to three cases, others may notice a fault as well. */
export const faultsOfFlows: readonly KnownFault[] = [
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
    // Without the cookie that the answer to the POST sets, the way on ends in an error.
    fault: 'authorize-post-without-push',
    choices: { interaction: 'session' },
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
]
