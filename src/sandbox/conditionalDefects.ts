import type { DefectTable } from './defectEntry.ts'

const certificates = { client_auth: 'tls_client_auth', sender_constraint: 'mtls' } as const

/** Rules that are kept, but not everywhere: not at one endpoint, for one grant, for one client, after a while. */
export const conditionalDefects = {
  'as-dpop-htu-origin': { requirement: 'RFC9449-4.3-9', title: 'token endpoint compares only the path of htu' },
  'rs-dpop-htu-origin': { requirement: 'RFC9449-4.3-9', title: 'resource compares only the path of htu' },
  'userinfo-proof': { requirement: 'RFC9449-7.1-a', title: 'UserInfo looks at nothing but the key of a proof' },
  'userinfo-beside-alias': {
    requirement: 'RFC8705-3-b',
    title: 'UserInfo does without a certificate at the host that asks for none',
    variant: certificates,
  },
  'certificate-beside-alias': {
    requirement: 'RFC8705-2-b',
    title: 'the host that asks for no certificates believes the client_id',
    variant: { client_auth: 'tls_client_auth' },
  },
  'token-unbound-beside-alias': {
    requirement: 'FAPI2-SP-5.3.2.1-4',
    title: 'the host that asks for no certificates issues unbound tokens',
    variant: { sender_constraint: 'mtls' },
  },
  'refresh-unbound': {
    requirement: 'FAPI2-SP-5.3.2.1-4',
    title: 'access tokens from refresh work without their key',
    also: [{ sender_constraint: 'mtls' }],
  },
  'refresh-proof': { requirement: 'RFC9449-4.3-9', title: 'htu of proofs is not compared at a refresh' },
  'refresh-assertion': {
    requirement: 'RFC7523-3-4',
    title: 'neither exp nor aud of client assertions is looked at where a token is refreshed',
    implies: ['FAPI2-SP-5.3.2.1-8'],
  },
  'introspection-assertion': {
    requirement: 'RFC7523-3-4',
    title: 'introspection accepts expired client assertions',
  },
  'introspection-refresh-token': {
    requirement: 'RFC7662-2.2-b',
    title: 'introspection reports revoked refresh tokens as active',
  },
  'introspection-exp': {
    requirement: 'RFC7662-2.2-d',
    title: 'introspection gives access tokens a day more than they have',
  },
  'token-scope': { requirement: 'FAPI2-SP-5.3.2.1-14', title: 'scope in the token request widens the grant' },
  'id-token-aud-second': {
    requirement: 'OIDCC-2-a',
    title: 'ID tokens of every other client are for somebody else',
  },
  'callback-iss-stateless': {
    requirement: 'RFC9207-2-a',
    title: 'responses to requests without state lack iss',
  },
  'callback-fragment-error': {
    requirement: 'RFC6749-4.1.2.1-a',
    title: 'the answer to a refusing user stands in the fragment',
  },
  'redirect-307-cancel': {
    requirement: 'FAPI2-SP-5.3.2.2-10',
    title: 'the form that refuses consent is answered with status 307',
  },
} as const satisfies DefectTable
