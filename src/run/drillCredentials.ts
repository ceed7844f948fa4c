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

/** A new self-signed certificate with the names of the one that the client has; only such can be made without its CA. */
export function makeCertificate(
  { client }: Actor,
  selfSigned: boolean,
  now: number,
): { credential: NewCredential; made: Made } | DrillUnknown {
  if (client.tls === null) return cannot(`client ${client.id} has no certificate`)
  if (!selfSigned) return cannot('only the CA of the ecosystem can issue another certificate for this client')
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { subject } = namesOf(new X509Certificate(client.tls.cert))
  const period = { notBefore: new Date(now - dayMs), notAfter: new Date(now + 30 * dayMs) }
  const der = issueCertificate({ subject, issuer: subject, ...period, key: privateKey, signingKey: privateKey })
  const cert = new X509Certificate(der)
  const pem = { cert: cert.toString(), key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }
  const identity = `drill ${cert.fingerprint256}`
  return { credential: { name: `certificate ${cert.fingerprint256}` }, made: { kind: 'certificate', identity, pem } }
}
