import type { DefectTable } from './defectEntry.ts'

/** The suite about credentials is part of the profiles of ecosystems. */
const crl = { dialect: 'acme', options: { crl: true } } as const

/** Defects of the revocation list of the server's CA. */
export const crlDefects = {
  'crl-revoked': { requirement: 'CRED-CERTIFICATE-a', title: 'the server certificate is on the CRL', ...crl },
  'crl-stale': { requirement: 'CRED-CERTIFICATE-b', title: 'the CRL is out of date', ...crl },
  'crl-signature': {
    requirement: 'CRED-CERTIFICATE-b',
    title: 'the CRL is signed by somebody else',
    blocks: 'what the CRL says',
    ...crl,
  },
} as const satisfies DefectTable
