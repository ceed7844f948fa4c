import type { DefectTable } from './defectEntry.ts'

const signed = { variant: { request: 'signed', response: 'jarm' } } as const

/** Defects of signed request objects (FAPI 2.0 Message Signing section 5.3.1, RFC 9101). */
export const requestObjectDefects = {
  'request-object-required': {
    requirement: 'FAPI2-MS-5.3.1-1b',
    title: 'unsigned pushes of message signing clients are accepted',
    implies: ['RFC9126-2.3-c'],
    ...signed,
  },
  'request-object-alg-none': {
    requirement: 'RFC9101-10.5-a',
    title: 'unsigned request objects are accepted',
    ...signed,
  },
  'request-object-alg': {
    requirement: 'FAPI2-SP-5.4.1-1.2',
    title: 'request objects may be signed with RS256',
    ...signed,
  },
  'request-object-alg-hmac': {
    requirement: 'RFC8725-3.1-a',
    title: 'a request object with an HMAC is accepted',
    ...signed,
  },
  'request-object-signature': {
    requirement: 'RFC9101-6.2-b',
    title: 'the signature of request objects is not verified',
    ...signed,
  },
  'request-object-embedded-key': {
    requirement: 'RFC8725-3.10-a',
    title: 'a request object is verified with the key it carries',
    ...signed,
  },
  'request-object-kid': { requirement: 'RFC9101-6.2-a', title: 'kid of request objects is not looked at', ...signed },
  'request-object-crit': {
    requirement: 'RFC7515-4.1.11-a',
    title: 'an unknown crit header of a request object is ignored',
    ...signed,
  },
  'request-object-typ': {
    requirement: 'RFC8725-3.11-a',
    title: 'a JWT of another typ passes as request object',
    ...signed,
  },
  'request-object-typ-spelling': {
    requirement: 'RFC7515-4.1.9-a',
    title: 'typ of request objects is compared as plain text',
    ...signed,
  },
  'request-object-aud': {
    requirement: 'FAPI2-MS-5.3.1-2',
    title: 'aud of request objects is not looked at',
    ...signed,
  },
  'request-object-aud-array': {
    requirement: 'FAPI2-MS-5.3.1-2',
    title: 'an array as aud of request objects is refused',
    ...signed,
  },
  'request-object-nbf': { requirement: 'FAPI2-MS-5.3.1-3', title: 'request objects need no recent nbf', ...signed },
  'request-object-exp': {
    requirement: 'FAPI2-MS-5.3.1-4',
    title: 'request objects need no exp, and may be expired',
    ...signed,
  },
  'request-object-span': {
    requirement: 'FAPI2-MS-5.3.1-4',
    title: 'exp of request objects may lie far after nbf',
    ...signed,
  },
  'request-object-future': {
    requirement: 'FAPI2-SP-5.3.2.1-13b',
    title: 'request objects dated far ahead are accepted',
    ...signed,
  },
  'request-object-skew': {
    requirement: 'FAPI2-SP-5.3.2.1-13a',
    title: 'request objects dated a few seconds ahead are refused',
    ...signed,
  },
  'request-object-client-id': {
    requirement: 'RFC9126-3-3',
    title: 'client_id of request objects is not looked at',
    ...signed,
  },
  'request-object-nested': {
    requirement: 'RFC9101-4-a',
    title: 'request inside a request object is ignored',
    ...signed,
  },
  'request-object-nested-uri': {
    requirement: 'RFC9101-4-a',
    title: 'request_uri inside a request object is ignored',
    ...signed,
  },
  'request-object-outside': {
    requirement: 'RFC9101-6.3-a',
    title: 'parameters beside a request object replace or complete those inside',
    ...signed,
  },
  'request-object-outside-redirect-uri': {
    requirement: 'RFC9101-6.3-a',
    title: 'a redirect_uri beside a request object replaces the one inside, unchecked',
    ...signed,
  },
  'request-object-owner': {
    requirement: 'RFC9126-3-3',
    title: 'key and client_id of request objects are those of the client that they name',
    implies: ['RFC9101-6.2-b'],
    ...signed,
  },
  'request-object-signer': {
    requirement: 'RFC9126-3-3',
    title: 'request objects are verified with the key of the client that they name, whoever pushes them',
    implies: ['RFC9101-6.2-b'],
    ...signed,
  },
  'request-object-kind': {
    requirement: 'RFC9101-10.8-b',
    title: 'a client assertion passes as request object, with the parameters beside it',
    ...signed,
  },
  'request-object-nbf-old': {
    requirement: 'FAPI2-MS-5.3.1-3',
    title: 'nbf of request objects may be of any age',
    ...signed,
  },
  'request-object-garbage': {
    requirement: 'FAPI2-MS-5.3.1-1a',
    title: 'a request parameter that is no signed JWT makes the server fail',
    implies: ['RFC9101-6.2-b'],
    ...signed,
  },
  'request-object-duplicates': {
    requirement: 'RFC6749-3.1-a',
    title: 'the first of two request objects is taken',
    ...signed,
  },
  'request-object-unknown-claim': {
    requirement: 'RFC6749-3.1-c',
    title: 'unknown claims of request objects are refused',
    ...signed,
  },
  'metadata-request-object-algs': {
    requirement: 'FAPI2-SP-5.4.1-1.2',
    title: 'metadata offers RS256 only for request objects',
    implies: ['RFC8414-2-f'],
    ...signed,
  },
  'metadata-request-object-list': {
    requirement: 'RFC8414-2-f',
    title: 'metadata names no algorithms for request objects',
    blocks: 'the list of algorithms',
    ...signed,
  },
} as const satisfies DefectTable
