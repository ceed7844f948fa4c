import { clientKeysDistinct, clientKeysSeparate } from './credentialKeys.ts'
import {
  clientCertificateNotRevoked,
  serverCertificateNotRevoked,
  serverRevocationCurrent,
} from './credentialRevocation.ts'
import type { Probe } from './types.ts'

/** Questions about keys and certificates in use, by the name that case files use. */
export const credentialProbes: Readonly<Record<string, Probe>> = {
  'credential-client-keys-distinct': clientKeysDistinct,
  'credential-client-keys-separate': clientKeysSeparate,
  'credential-client-certificate-revoked': clientCertificateNotRevoked,
  'credential-server-certificate-revoked': serverCertificateNotRevoked,
  'credential-server-revocation-current': serverRevocationCurrent,
}
