import type { DefectTable } from './defectEntry.ts'

/** A suite that the hosts for browsers must not take either; the clause for them depends on the suite. */
const suite = (what: string, ...browsers: readonly string[]) => ({
  requirement: 'FAPI2-SP-5.2.2-1',
  title: `TLS 1.2 is negotiated ${what}`,
  implies: browsers,
})

/** Defects of the TLS handshake; how the sandbox answers is in `weakHello.ts`, its certificates in `weakCertificates.ts`. */
export const tlsDefects = {
  'tls-ssl': { requirement: 'FAPI2-SP-5.2.1-2', title: 'SSL 2.0 and 3.0 are negotiated' },
  'tls-single-version': {
    requirement: 'RFC9325-3.1.1-b',
    title: 'a client that offers TLS 1.2 alone or 1.3 alone is refused',
    implies: ['RFC9325-3.1.1-c'],
  },
  'tls-order': { requirement: 'RFC9325-3.1.1-d', title: 'TLS 1.2 is chosen where the client names it before 1.3' },
  'tls-recommended': { requirement: 'RFC9325-4.2-a', title: 'the recommended suites alone are refused' },
  'tls-suite-null': suite('without encryption', 'FAPI2-SP-5.2.3-2'),
  'tls-suite-anonymous': suite('without a server certificate'),
  'tls-suite-rc4': suite('with RC4', 'FAPI2-SP-5.2.3-2'),
  'tls-suite-export': suite('with export keys', 'FAPI2-SP-5.2.3-2'),
  'tls-suite-3des': suite('with 3DES', 'RFC9325-4.2-a'),
  'tls-suite-static-rsa': suite('with RSA key transport', 'RFC9325-4.1-b'),
  'tls-suite-static-dh': suite('with static Diffie-Hellman', 'RFC9325-4.1-b'),
  'tls-suite-dhe': suite('with finite-field Diffie-Hellman', 'RFC9325-4.1-b'),
  'tls-suite-cbc': suite('in CBC mode', 'RFC9325-4.2-a'),
  'tls-suite-ccm': suite('in CCM mode'),
  'tls-small-prime': {
    requirement: 'RFC9325-4.5-b',
    title: 'a Diffie-Hellman group of 1024 bits is used',
    implies: ['FAPI2-SP-5.2.2-1', 'RFC9325-4.1-b'],
  },
  'tls-small-curve': { requirement: 'RFC9325-4.5-b', title: 'a curve of 192 bits is used' },
  'tls-compression': { requirement: 'RFC9325-3.3-a', title: 'TLS compression is used' },
  'tls-renegotiation': { requirement: 'RFC9325-3.5-a', title: 'renegotiation_info is not answered' },
  'tls-master-secret': { requirement: 'RFC9325-3.5-b', title: 'extended_master_secret is not answered' },
  'tls-certificate-expired': {
    requirement: 'FAPI2-SP-5.2.1-5',
    title: 'clients without TLS 1.3 get an expired certificate',
  },
  'tls-certificate-name': {
    requirement: 'RFC9525-4.1-2',
    title: 'clients without TLS 1.3 get the certificate of another host',
    implies: ['FAPI2-SP-5.2.1-5'],
  },
  'tls-certificate-rsa': {
    requirement: 'FAPI2-SP-5.4.1-2',
    title: 'clients without TLS 1.3 get a certificate with a 1024-bit RSA key',
  },
  'tls-certificate-curve': {
    requirement: 'FAPI2-SP-5.4.1-3',
    title: 'clients without TLS 1.3 get a certificate with a key on a 192-bit curve',
  },
  'tls-certificate-sha1': {
    requirement: 'RFC9325-4.5-a',
    title: 'clients without TLS 1.3 get a certificate signed with SHA-1',
  },
  'mtls-host-dead': {
    requirement: 'RFC8705-5-b',
    title: 'the host of the mTLS aliases finishes no handshake',
    implies: ['RFC9325-3.1.1-b', 'RFC9325-3.1.1-c'],
    blocks: 'the host of the mTLS aliases',
    variant: { client_auth: 'tls_client_auth', sender_constraint: 'mtls' },
  },
} as const satisfies DefectTable
