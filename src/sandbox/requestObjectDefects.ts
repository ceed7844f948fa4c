import type { DefectTable } from './defectEntry.ts'

const signed = { variant: { request: 'signed', response: 'jarm' } } as const

/** Defects of signed request objects (FAPI 2.0 Message Signing section 5.3.1, RFC 9101). */
export const requestObjectDefects = {
  'request-object-required': {
    requirement: 'FAPI2-MS-5.3.1-1b',
    title: 'unsigned pushes of message signing clients are accepted',
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
  'request-object-signature': {
    requirement: 'RFC9101-6.2-b',
    title: 'the signature of request objects is not verified',
    ...signed,
  },
  'request-object-typ': {
    requirement: 'RFC9101-10.8-b',
    title: 'a JWT of another typ passes as request object',
    ...signed,
  },
  'request-object-aud': {
    requirement: 'FAPI2-MS-5.3.1-2',
    title: 'aud of request objects is not looked at',
    ...signed,
  },
  'request-object-nbf': { requirement: 'FAPI2-MS-5.3.1-3', title: 'request objects need no recent nbf', ...signed },
  'request-object-exp': { requirement: 'FAPI2-MS-5.3.1-4', title: 'request objects need no near exp', ...signed },
  'request-object-future': {
    requirement: 'FAPI2-SP-5.3.2.1-13b',
    title: 'request objects dated far ahead are accepted',
    ...signed,
  },
  'request-object-client-id': {
    requirement: 'RFC9126-3-3',
    title: 'client_id of request objects is not looked at',
    ...signed,
  },
  'request-object-nested': {
    requirement: 'RFC9101-4-a',
    title: 'request_uri inside a request object is ignored',
    ...signed,
  },
} as const satisfies DefectTable
