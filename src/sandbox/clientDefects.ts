import type { DefectTable } from './defectEntry.ts'

const mtls = { variant: { client_auth: 'tls_client_auth', sender_constraint: 'mtls' } } as const

/** Defects of client authentication at the authorization server, the same at all endpoints that ask for it. */
export const clientDefects = {
  'assertion-type': { requirement: 'RFC7521-4.2-b', title: 'any client_assertion_type is accepted' },
  'assertion-typ': { requirement: 'RFC8725-3.11-a', title: 'a JWT of another typ passes as client assertion' },
  'assertion-alg-none': { requirement: 'FAPI2-SP-5.4.1-1.3', title: 'an unsigned client assertion is accepted' },
  'assertion-alg-hmac': { requirement: 'RFC8725-3.1-a', title: 'a client assertion with an HMAC is accepted' },
  'assertion-alg-case': {
    requirement: 'FAPI2-SP-5.4.1-1.2',
    title: 'alg of client assertions is compared without regard to case',
  },
  'assertion-alg': { requirement: 'FAPI2-SP-5.4.1-1.2', title: 'client assertions may be signed with RS256' },
  'assertion-crit': {
    requirement: 'RFC7515-4.1.11-a',
    title: 'an unknown crit header of a client assertion is ignored',
  },
  'assertion-signature': {
    requirement: 'RFC7523-3-9',
    title: 'the signature of client assertions is not verified',
    implies: ['RFC8725-3.10-a'],
  },
  'assertion-embedded-key': {
    requirement: 'RFC8725-3.10-a',
    title: 'a client assertion is verified with the key it carries',
  },
  'assertion-iss': { requirement: 'RFC7523-3-1', title: 'iss of client assertions is not looked at' },
  'assertion-sub': { requirement: 'RFC7523-3-2', title: 'sub of client assertions is not looked at' },
  'assertion-aud': {
    requirement: 'RFC7523-3-3',
    title: 'aud of client assertions is not looked at',
    implies: ['FAPI2-SP-5.3.2.1-8'],
  },
  'assertion-aud-array': { requirement: 'FAPI2-SP-5.3.2.1-8', title: 'aud of client assertions may be an array' },
  'assertion-aud-endpoint': {
    requirement: 'FAPI2-SP-5.3.2.1-8',
    title: 'aud of client assertions may be an endpoint URL',
  },
  'assertion-exp': { requirement: 'RFC7523-3-4', title: 'expired client assertions are accepted' },
  'assertion-exp-missing': { requirement: 'RFC7523-3-4', title: 'client assertions need no exp' },
  'assertion-nbf': { requirement: 'RFC7523-3-5', title: 'nbf of client assertions is not looked at' },
  'assertion-iat': { requirement: 'FAPI2-SP-5.3.2.1-13b', title: 'client assertions dated far ahead are accepted' },
  'assertion-skew': {
    requirement: 'FAPI2-SP-5.3.2.1-13a',
    title: 'client assertions dated a few seconds ahead are refused',
  },
  'assertion-iat-required': { requirement: 'RFC7523-3-6a', title: 'client assertions need an iat' },
  'assertion-nbf-required': { requirement: 'RFC7523-3-5b', title: 'client assertions need an nbf' },
  'assertion-iat-old': { requirement: 'RFC7523-3-6b', title: 'client assertions made ten seconds ago are refused' },
  'assertion-extra': { requirement: 'RFC7523-3-8', title: 'client assertions with additional claims are refused' },
  'assertion-client-id-required': {
    requirement: 'RFC7521-4.2-c',
    title: 'client_id is demanded beside a client assertion',
  },
  'assertion-jti': { requirement: 'OIDCC-9-a', title: 'client assertions need no jti' },
  'assertion-replay': {
    requirement: 'RFC7523-3-7',
    title: 'a client assertion is accepted twice',
    also: [{ grant: 'client_credentials', openid: false }],
  },
  'assertion-client-id': { requirement: 'RFC7521-4.2-a', title: 'client_id may differ from the client assertion' },
  'assertion-error': {
    requirement: 'RFC7523-3.2-a',
    title: 'a bad client assertion is reported as invalid_request',
    implies: ['RFC7662-2.3-a'],
  },
  'certificate-missing': {
    requirement: 'RFC8705-2-b',
    title: 'TLS client authentication passes without certificate',
    implies: ['RFC7662-2.1-a', 'RFC7009-2.1-a', 'RFC6749-6-a'],
    variant: { client_auth: 'tls_client_auth' },
  },
  'certificate-subject': {
    requirement: 'RFC8705-2-b',
    title: 'the certificate of another client is accepted',
    ...mtls,
    also: [{ client_auth: 'tls_client_auth', sender_constraint: 'mtls', grant: 'client_credentials', openid: false }],
  },
  'certificate-chain': {
    requirement: 'RFC8705-2.1-a',
    title: 'the chain of client certificates is not validated',
    ...mtls,
  },
  'certificate-validity': { requirement: 'RFC8705-2.1-b', title: 'expired client certificates are accepted', ...mtls },
  'certificate-registered': {
    requirement: 'RFC8705-2.2-a',
    title: 'self-signed certificates need no registration',
    variant: { client_auth: 'self_signed_tls_client_auth', sender_constraint: 'mtls' },
    implies: ['RFC8705-2-b'],
  },
  'certificate-client-id': {
    requirement: 'RFC8705-2-b',
    title: 'a certificate is enough, client_id may be missing',
    implies: ['RFC9126-2.1-b'],
    ...mtls,
  },
  'two-methods': { requirement: 'RFC6749-2.3-a', title: 'two client authentication methods at once are accepted' },
  'basic-challenge': { requirement: 'RFC6749-5.2-b', title: 'refused Basic authentication gets no challenge' },
  'par-client-auth': {
    requirement: 'FAPI2-SP-5.3.2.2-4',
    title: 'pushed requests need no client authentication',
    implies: ['FAPI2-SP-5.3.2.1-6'],
  },
  'token-client-auth': {
    requirement: 'RFC6749-3.2.1-a',
    title: 'token requests with a code need no client authentication',
    implies: ['FAPI2-SP-5.3.2.1-6'],
  },
  'refresh-client-auth': {
    requirement: 'RFC6749-6-a',
    title: 'refresh requests need no client authentication',
  },
  'introspection-client-auth': { requirement: 'RFC7662-2.1-a', title: 'introspection needs no client authentication' },
  'revocation-client-auth': { requirement: 'RFC7009-2.1-a', title: 'revocation needs no client authentication' },
} as const satisfies DefectTable
