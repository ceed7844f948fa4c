import type { DefectTable } from './defectEntry.ts'

/** Defects of the authorization endpoint, its pages and its responses. */
export const authorizeDefects = {
  'authorize-without-par': { requirement: 'FAPI2-SP-5.3.2.2-3', title: 'authorization requests need not be pushed' },
  'authorize-parameters': {
    requirement: 'FAPI2-SP-5.3.2.2-2',
    title: 'response_type and redirect_uri are demanded beside request_uri',
    blocks: 'what comes to the authorization endpoint with request_uri alone',
  },
  'authorize-unknown-parameter': {
    requirement: 'RFC6749-3.1-c',
    title: 'authorization endpoint refuses unknown parameters',
  },
  'authorize-duplicates': {
    requirement: 'RFC6749-3.1-a',
    title: 'authorization endpoint takes the first of repeated parameters',
  },
  'authorize-outer-parameters': {
    requirement: 'RFC9101-6.3-a',
    title: 'parameters beside request_uri replace the pushed ones',
  },
  'request-uri-unknown': { requirement: 'RFC9126-4-d', title: 'a request_uri that was never issued is accepted' },
  'authorize-open-redirector': {
    requirement: 'FAPI2-SP-5.3.2.1-7',
    title: 'errors go to any redirect_uri in the query',
  },
  'authorize-cors': { requirement: 'FAPI2-SP-5.2.3-3', title: 'authorization endpoint allows cross-origin requests' },
  'prompt-none': { requirement: 'OIDCC-3.1.2.1-a', title: 'prompt=none is ignored, pages are shown' },
  'max-age': { requirement: 'OIDCC-3.1.2.1-b', title: 'max_age is ignored, ID tokens lack auth_time' },
  'redirect-303': { requirement: 'FAPI2-SP-5.3.2.2-11', title: 'redirects have status 302' },
  'redirect-307': {
    requirement: 'FAPI2-SP-5.3.2.2-10',
    title: 'the login form is answered with status 307',
    implies: ['FAPI2-SP-5.3.2.2-11'],
  },
  'callback-iss': {
    requirement: 'FAPI2-SP-5.3.2.2-7',
    title: 'successful authorization responses lack iss',
    implies: ['RFC9207-2.3-a', 'RFC9207-2-b'],
  },
  'callback-iss-error': { requirement: 'RFC9207-2-a', title: 'authorization error responses lack iss' },
  'callback-iss-value': { requirement: 'RFC9207-2.3-a', title: 'iss of authorization responses ends with a slash' },
  'callback-state': { requirement: 'RFC6749-4.1.2-a', title: 'state is cut to 256 characters' },
  'callback-state-case': {
    requirement: 'RFC6749-4.1.2-a',
    title: 'state comes back in lower case',
    implies: ['RFC9101-6.3-a'],
  },
  'callback-state-encoding': { requirement: 'RFC6749-4.1.2-a', title: 'a plus in state comes back as a space' },
  'callback-twice': { requirement: 'RFC6749-4.1.2-c', title: 'the code stands in the response twice' },
  'callback-fragment': { requirement: 'RFC6749-4.1.2-c', title: 'the code stands in the fragment, too' },
  'callback-tokens': { requirement: 'FAPI2-SP-5.3.2.2-1', title: 'authorization responses carry an ID token' },
  'callback-iss-query': {
    requirement: 'RFC9207-2-b',
    title: 'iss of authorization responses has a query',
    implies: ['RFC9207-2.3-a'],
  },
  'callback-path': {
    requirement: 'RFC6749-3.1.2.4-a',
    title: 'authorization responses go to a path below the redirect URI',
    implies: ['RFC6749-3.1.2.3-a', 'RFC9126-2.1-3', 'RFC9101-6.3-a'],
  },
  'callback-query': { requirement: 'RFC6749-3.1.2-b', title: 'the query of the registered redirect URI is lost' },
  'callback-denied': { requirement: 'RFC6749-4.1.2.1-a', title: 'refusal by the user is reported as server_error' },
  'callback-description': {
    requirement: 'RFC6749-4.1.2.1-b',
    title: 'error_description holds quotes and line breaks',
  },
  'page-frame': { requirement: 'RFC9700-4.16-a', title: 'login and consent pages may be framed' },
  'page-referrer': { requirement: 'RFC9700-4.2.4-a', title: 'pages link to another site without a Referrer-Policy' },
  'page-csrf': { requirement: 'RFC6749-10.12-a', title: 'forms are not guarded against cross-site request forgery' },
  'page-client': { requirement: 'FAPI2-SP-5.3.2.2-13', title: 'consent page names neither client nor scope' },
} as const satisfies DefectTable
