import type { DefectTable } from './defectEntry.ts'

const jarm = { variant: { request: 'signed', response: 'jarm' } } as const

/** Defects of signed authorization responses (FAPI 2.0 Message Signing section 5.4.1, JARM). */
export const jarmDefects = {
  'jarm-required': {
    requirement: 'FAPI2-MS-5.4.1-1b',
    title: 'plain responses are given to clients that ask for them',
    ...jarm,
  },
  'jarm-plain': {
    requirement: 'FAPI2-MS-5.4.1-1a',
    title: 'response_mode jwt yields a plain response',
    implies: ['FAPI2-MS-5.4.1-1b', 'JARM-2.1-b', 'JARM-2.3.1-a', 'JARM-2.3.2-a'],
    blocks: 'the response JWT',
    ...jarm,
  },
  'jarm-error': {
    requirement: 'JARM-2.1-b',
    title: 'errors are plain although a JWT was asked for',
    blocks: 'the JWT of errors',
    ...jarm,
  },
  'jarm-outside': { requirement: 'JARM-2.1-b', title: 'code and state stand beside the response JWT, too', ...jarm },
  'jarm-iss-outside': { requirement: 'FAPI2-MS-5.4.1-NOTE', title: 'iss stands beside the response JWT, too', ...jarm },
  'jarm-strings': { requirement: 'JARM-2.1-b', title: 'a text parameter is a number in the response JWT', ...jarm },
  'jarm-iss': { requirement: 'JARM-2.1-a', title: 'iss of the response JWT ends with a slash', ...jarm },
  'jarm-aud': { requirement: 'JARM-2.1-a', title: 'aud of the response JWT is another client', ...jarm },
  'jarm-exp': { requirement: 'JARM-2.1-a', title: 'the response JWT has no exp', blocks: 'exp', ...jarm },
  'jarm-expired': { requirement: 'JARM-2.1-a', title: 'the response JWT expired an hour ago', ...jarm },
  'jarm-lifetime': { requirement: 'JARM-2.1-c', title: 'the response JWT lives for half an hour', ...jarm },
  'jarm-state': {
    requirement: 'RFC6749-4.1.2-a',
    title: 'state is cut to 256 characters in the response JWT',
    ...jarm,
  },
  'jarm-denied': {
    requirement: 'RFC6749-4.1.2.1-a',
    title: 'the response JWT reports a refusal by the user as server_error',
    ...jarm,
  },
  'jarm-signature': {
    requirement: 'FAPI2-MS-5.4.1-1a',
    title: 'the response JWT is signed with a key that is not published',
    ...jarm,
  },
  'jarm-alg': {
    requirement: 'FAPI2-SP-5.4.1-1.2',
    title: 'the response JWT is signed with RS256',
    // Nor is it the algorithm of the metadata.
    implies: ['JARM-4-a'],
    ...jarm,
  },
  'jarm-alg-none': {
    requirement: 'FAPI2-SP-5.4.1-1.3',
    title: 'the response JWT is not signed',
    implies: ['FAPI2-SP-5.4.1-1.2', 'FAPI2-MS-5.4.1-1a', 'JARM-4-a'],
    ...jarm,
  },
  'jarm-kid': { requirement: 'JARM-2.2-a', title: 'the response JWT names no key', ...jarm },
  'jarm-fragment': {
    requirement: 'JARM-2.3.4-a',
    title: 'response_mode jwt puts the JWT into the fragment',
    ...jarm,
  },
  'jarm-mode-query-jwt': {
    requirement: 'JARM-2.3.1-a',
    title: 'response_mode query.jwt puts the JWT into the fragment',
    ...jarm,
  },
  'jarm-mode-fragment-jwt': {
    requirement: 'JARM-2.3.2-a',
    title: 'response_mode fragment.jwt puts the JWT into the query',
    ...jarm,
  },
  'jarm-mode-form-post-jwt': {
    requirement: 'JARM-2.3.3-a',
    title: 'response_mode form_post.jwt posts the JWT under another name',
    ...jarm,
  },
  'metadata-jarm-algs': {
    requirement: 'FAPI2-SP-5.4.1-1.2',
    title: 'metadata offers RS256 only for authorization responses',
    // RS256 is none that the profile knows, and not the one in use.
    implies: ['RFC8414-2-f', 'JARM-4-a'],
    ...jarm,
  },
  'metadata-jarm-list': {
    requirement: 'JARM-4-a',
    title: 'metadata names no algorithms for authorization responses',
    blocks: 'the list of algorithms',
    ...jarm,
  },
} as const satisfies DefectTable
