import { generateKeyPairSync, randomUUID, X509Certificate } from 'node:crypto'
import { type SigningKey, signingKey } from '../flow/keys.ts'
import type { Actor } from '../flow/session.ts'
import { issueCertificate, namesOf } from '../mutations/issueCertificate.ts'
import type { DrillUnknown, NewCredential } from '../probes/drillTypes.ts'
import type { TlsIdentity } from '../wire/types.ts'

const dayMs = 86_400_000

/** What a drill has made, by its name. */
export type Made =
  | { readonly kind: 'key'; readonly key: SigningKey }
  | { readonly kind: 'certificate'; readonly identity: string; readonly pem: TlsIdentity }

const kinds: Readonly<Record<string, () => ReturnType<typeof generateKeyPairSync>>> = {
  RSA: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  EC: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  OKP: () => generateKeyPairSync('ed25519'),
}

const cannot = (reason: string): DrillUnknown => ({ kind: 'unknown', reason, attributed: 'config' })

/** A new key of the kind that the client has. */
export function makeKey({ key, client }: Actor): { credential: NewCredential; made: Made } | DrillUnknown {
  if (key === null) return cannot(`client ${client.id} has no signing key`)
  const make = kinds[String(key.publicJwk.kty)]
  if (make === undefined) return cannot(`no key of the kind that client ${client.id} has can be made`)
  const kid = randomUUID()
  const jwk = { ...make().privateKey.export({ format: 'jwk' }), kid, alg: key.alg, use: 'sig' }
  return { credential: { name: `key ${kid}` }, made: { kind: 'key', key: signingKey(jwk) } }
}

const madeOf = (pem: TlsIdentity): { credential: NewCredential; made: Made } => {
  const { fingerprint256 } = new X509Certificate(pem.cert)
  const made: Made = { kind: 'certificate', identity: `drill ${fingerprint256}`, pem }
  return { credential: { name: `certificate ${fingerprint256}` }, made }
}

/** A self-signed certificate with the names of the one that the client has. */
function selfSignedLike(cert: string, now: number): TlsIdentity {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { subject } = namesOf(new X509Certificate(cert))
  const period = { notBefore: new Date(now - dayMs), notAfter: new Date(now + 30 * dayMs) }
  const der = issueCertificate({ subject, issuer: subject, ...period, key: privateKey, signingKey: privateKey })
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  return { cert: new X509Certificate(der).toString(), key }
}

/**
 * Another certificate of the client: the one that the target file has for it, or a new self-signed one where that is how
 * the client authenticates. Without the CA no other can be made; null: there is none.
 */
export function makeCertificate(
  { client }: Actor,
  selfSigned: boolean,
  now: number,
): { credential: NewCredential; made: Made } | null {
  if (client.next_tls) return madeOf(client.next_tls)
  return selfSigned && client.tls !== null ? madeOf(selfSignedLike(client.tls.cert, now)) : null
}

/** A certificate of nobody, with the names of that of the client. */
export const strangeCertificate = ({ client }: Actor, now: number): { credential: NewCredential; made: Made } | null =>
  client.tls === null ? null : madeOf(selfSignedLike(client.tls.cert, now))
