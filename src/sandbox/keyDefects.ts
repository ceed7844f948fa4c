import type { DefectTable } from './defectEntry.ts'

/** Defects of the published keys; what each does to the set is in `keyFaults.ts`. */
export const keyDefects = {
  'jwks-duplicate-kid': {
    requirement: 'FAPI2-SP-5.4.2-3',
    title: 'two published keys have one kid',
    implies: ['OIDCC-2-d'],
  },
  'jwks-short-rsa': { requirement: 'FAPI2-SP-5.4.1-2', title: 'a 1024-bit RSA key is published' },
  'limit-rsa-key': {
    requirement: 'ECO-LIMITS-h',
    title: 'an RSA key is published that is shorter than the ecosystem allows',
    implies: ['FAPI2-SP-5.4.1-2'],
    dialect: 'acme',
  },
  'jwks-short-curve': { requirement: 'FAPI2-SP-5.4.1-3', title: 'a key on a 192-bit curve is published' },
  'jwks-incomplete': { requirement: 'RFC7517-5-a', title: 'a published key lacks a coordinate' },
  'jwks-private': { requirement: 'OIDCD-3-b', title: 'a private key is published' },
  'jwks-kid-missing': { requirement: 'OIDCC-10.1-a', title: 'one of several published keys has no kid' },
  'jwks-use': { requirement: 'RFC8414-2-d', title: 'signing and encryption keys are not told apart' },
  'jwks-two-purposes': { requirement: 'FAPI2-SP-6.8', title: 'a key is published for signing and for encryption' },
  'jwks-weak-alg': { requirement: 'RFC8414-2-f', title: 'a published key is marked for ES384' },
  'jwks-other-keys': {
    requirement: 'FAPI2-SP-5.4.1-1.2',
    title: 'only keys for other algorithms are published',
    implies: ['RFC8414-2-f', 'OIDCC-10.1-a', 'OIDCC-2-d', 'FAPI2-MS-5.5.1-1'],
  },
} as const satisfies DefectTable
