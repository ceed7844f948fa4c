import { X509Certificate } from 'node:crypto'
import { algOfJwk, thumbprint } from '../flow/keys.ts'
import type { Client, TargetVariant } from '../profile/types.ts'
import type { DoctorCheck } from './types.ts'

const DAY_MS = 86_400_000
const CERTIFICATE_WARNING_DAYS = 14

/** `private_key_jwt+dpop+openid client1`. */
export const clientText = (variant: TargetVariant, client: Client): string => `${variant.key} ${client.name}`

/** How to find the client's credential at the server, for a remedy. */
export function credentialText(client: Client, clientAuth: string): string {
  if (clientAuth === 'private_key_jwt') {
    const keys = client.jwks
      .filter((key) => key.use !== 'enc')
      .map((key) => `kid "${String(key.kid)}", thumbprint ${thumbprint(key)}`)
    return `the public key(s) ${keys.join('; ')}`
  }
  if (client.tls === null) return 'its certificate'
  const certificate = new X509Certificate(client.tls.cert)
  const subject = certificate.subject.split('\n').join(', ')
  return `the certificate with subject "${subject}", SHA-256 ${certificate.fingerprint256}`
}

/** Does the client's certificate hold for a while? (That it matches its key, the target file's reader has seen to.) */
export function checkClientCertificate(variant: TargetVariant, client: Client, now: number): DoctorCheck | null {
  if (client.tls === null) return null
  const about = {
    id: 'client-certificate',
    title: 'the client certificate holds for a while',
    about: clientText(variant, client),
  }
  const certificate = new X509Certificate(client.tls.cert)
  const until = new Date(certificate.validTo).toISOString().slice(0, 10)
  const days = (Date.parse(certificate.validTo) - now) / DAY_MS
  const observed = `valid until ${until}`
  if (days >= CERTIFICATE_WARNING_DAYS) return { ...about, status: 'ok', observed, remedy: null }
  return { ...about, status: 'warning', observed, remedy: 'renew it and register the new one with the server' }
}

/** Does the server take signatures of the kind the client's key makes? */
export function checkSigningAlg(
  variant: TargetVariant,
  client: Client,
  metadata: Readonly<Record<string, unknown>>,
): DoctorCheck | null {
  const key = client.jwks.find(({ use }) => use !== 'enc')
  if (variant.variant.client_auth !== 'private_key_jwt' || key === undefined) return null
  const alg = algOfJwk(key)
  const about = {
    id: 'signing-alg',
    title: 'the server takes the algorithm of the client key',
    about: clientText(variant, client),
  }
  const listed = metadata.token_endpoint_auth_signing_alg_values_supported
  if (!Array.isArray(listed)) {
    return { ...about, status: 'ok', observed: `${alg}; the metadata lists no algorithms`, remedy: null }
  }
  // RFC 9864 renamed EdDSA over Ed25519 to Ed25519: servers list either.
  const names = alg === 'EdDSA' || alg === 'Ed25519' ? ['EdDSA', 'Ed25519'] : [alg]
  if (names.some((name) => listed.includes(name))) return { ...about, status: 'ok', observed: alg, remedy: null }
  const observed = `the key makes ${alg} signatures, "token_endpoint_auth_signing_alg_values_supported" is ${listed.join(', ')}`
  return {
    ...about,
    status: 'problem',
    observed,
    remedy: 'register a key of one of these algorithms and name it in "jwks"',
  }
}
