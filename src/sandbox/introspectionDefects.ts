import type { DefectTable } from './defectEntry.ts'

/** Defects of signed introspection responses (FAPI 2.0 Message Signing section 5.5.1, RFC 9701). */
export const introspectionDefects = {
  'introspection-jwt': {
    requirement: 'RFC9701-4-a',
    title: 'who asks for a JWT gets plain JSON',
    blocks: 'the introspection JWT',
  },
  'introspection-jwt-inactive': {
    requirement: 'RFC9701-4-a',
    title: 'who asks for a JWT about an inactive token gets plain JSON',
    blocks: 'the introspection JWT of inactive tokens',
  },
  'introspection-jwt-content-type': {
    requirement: 'RFC9701-5-a',
    title: 'introspection JWTs are sent as application/jwt',
  },
  'introspection-jwt-typ': { requirement: 'RFC9701-5-a', title: 'introspection JWTs have typ JWT' },
  'introspection-jwt-iss': { requirement: 'RFC9701-5-b', title: 'introspection JWTs have no iss' },
  'introspection-jwt-aud': { requirement: 'RFC9701-5-b', title: 'aud of introspection JWTs is not the caller' },
  'introspection-jwt-iat': { requirement: 'RFC9701-5-b', title: 'introspection JWTs have no iat' },
  'introspection-jwt-iat-of-token': {
    requirement: 'RFC9701-5-b',
    title: 'iat of introspection JWTs is that of the token',
    slow: true,
  },
  'introspection-jwt-flat': {
    requirement: 'RFC9701-5-b',
    title: 'the members of the answer are top-level claims of the introspection JWT',
    // sub and exp of the token are among them.
    implies: ['RFC9701-5-d'],
    blocks: 'the answer in the introspection JWT',
  },
  'introspection-jwt-sub': { requirement: 'RFC9701-5-d', title: 'introspection JWTs have sub and exp' },
  'introspection-jwt-cnf': { requirement: 'RFC9449-6.2-a', title: 'introspection JWTs of bound tokens lack cnf' },
  'introspection-jwt-cnf-certificate': {
    requirement: 'RFC8705-3.2-a',
    title: 'introspection JWTs of certificate-bound tokens lack cnf',
    variant: { client_auth: 'tls_client_auth', sender_constraint: 'mtls' },
  },
  'introspection-jwt-details': { requirement: 'RFC9701-5-c', title: 'introspection JWTs of inactive tokens say more' },
  'introspection-jwt-unauthenticated': {
    requirement: 'RFC9701-5-e',
    title: 'callers that want a JWT need not authenticate',
  },
  'introspection-jwt-signature': {
    requirement: 'FAPI2-MS-5.5.1-1',
    title: 'introspection JWTs are signed with a key that is not published',
  },
  'introspection-jwt-alg-none': {
    requirement: 'FAPI2-SP-5.4.1-1.3',
    title: 'introspection JWTs are not signed',
    implies: ['FAPI2-SP-5.4.1-1.2', 'FAPI2-MS-5.5.1-1'],
  },
  'introspection-jwt-alg': { requirement: 'FAPI2-SP-5.4.1-1.2', title: 'introspection JWTs are signed with RS256' },
  'rs-introspection-jwt': {
    requirement: 'RFC9701-8.1-a',
    title: 'resource takes introspection JWTs for access tokens',
  },
  'metadata-introspection-algs': {
    requirement: 'RFC9701-7-a',
    title: 'metadata offers RS256 only for introspection JWTs',
    implies: ['RFC8414-2-f'],
  },
} as const satisfies DefectTable
