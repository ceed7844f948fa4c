import type { DefectTable } from './defectEntry.ts'

/** The suite about credentials is part of the profiles of ecosystems. */
const served = { dialect: 'acme', options: { revocation: true } } as const

/** Defects of what the server's CA says about its certificates. */
export const revocationDefects = {
  'crl-revoked': { requirement: 'CRED-CERTIFICATE-a', title: 'the server certificate is on the CRL', ...served },
  'crl-stale': { requirement: 'CRED-CERTIFICATE-b', title: 'the CRL is out of date', ...served },
  'crl-signature': { requirement: 'CRED-CERTIFICATE-b', title: 'the CRL is signed by somebody else', ...served },
  'ocsp-revoked': {
    requirement: 'CRED-CERTIFICATE-a',
    title: 'the server certificate is revoked, as the OCSP responder knows',
    ...served,
  },
  'ocsp-stale': { requirement: 'CRED-CERTIFICATE-b', title: 'the OCSP answer is out of date', ...served },
  'ocsp-unknown': {
    requirement: 'CRED-CERTIFICATE-b',
    title: 'the OCSP responder does not know the server certificate',
    ...served,
  },
  'ocsp-signature': {
    requirement: 'CRED-CERTIFICATE-b',
    title: 'the OCSP answer is signed with a certificate of the CA that is not for it',
    ...served,
  },
} as const satisfies DefectTable
