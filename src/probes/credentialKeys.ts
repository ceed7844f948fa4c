import { createHash, createPublicKey, X509Certificate } from 'node:crypto'
import type { Answer } from '../checks/types.ts'
import type { Client } from '../profile/types.ts'
import type { Probe, ProbeContext } from './types.ts'

interface Held {
  readonly client: string
  readonly what: string
  /** SHA-256 of the public key (SubjectPublicKeyInfo), whatever form it is kept in. */
  readonly digest: string
}

const digestOf = (spki: Buffer): string => createHash('sha256').update(spki).digest('base64url')

/** Every key that a client proves itself with: those that it signs with, and that of its certificate. */
function keysOf({ id, jwks, tls }: Client): readonly Held[] {
  const signing = jwks.map((jwk) => {
    const key = createPublicKey({ key: { ...jwk }, format: 'jwk' })
    const name = typeof jwk.kid === 'string' ? `signing key ${jwk.kid}` : 'a signing key'
    return { client: id, what: name, digest: digestOf(key.export({ type: 'spki', format: 'der' })) }
  })
  if (tls === null) return signing
  const { publicKey } = new X509Certificate(tls.cert)
  const spki = publicKey.export({ type: 'spki', format: 'der' })
  return [...signing, { client: id, what: 'the key of the certificate', digest: digestOf(spki) }]
}

const clientsOf = ({ variant }: Pick<ProbeContext, 'variant'>): readonly Client[] => Object.values(variant.clients)

/** Two clients never have a key in common: whoever has it is both of them (OWASP NHI9:2025). */
export const clientKeysDistinct: Probe = async (context) => {
  const clients = clientsOf(context)
  if (clients.length < 2) return [{ kind: 'not-applicable', reason: 'the target file has one client only' }]
  const held = clients.flatMap(keysOf)
  const shared = [...Map.groupBy(held, ({ digest }) => digest).values()].filter(
    (owners) => new Set(owners.map(({ client }) => client)).size > 1,
  )
  const expected = 'no key that two clients have in common'
  const words = shared.map((owners) => owners.map(({ client, what }) => `${what} of ${client}`).join(' is '))
  return [
    shared.length === 0
      ? { kind: 'yes', expected, observed: `${held.length} keys of ${clients.length} clients, all different` }
      : { kind: 'no', expected, observed: words.join('; '), attributed: 'config' },
  ]
}

/** A client that signs and shows a certificate uses one key for one purpose (NIST SP 800-57 part 1 section 5.2). */
export const clientKeysSeparate: Probe = async (context) =>
  clientsOf(context).map((client): Answer => {
    const keys = keysOf(client)
    const certified = keys.find(({ what }) => what === 'the key of the certificate')
    if (certified === undefined || keys.length < 2)
      return { kind: 'not-applicable', reason: `client ${client.id} has keys for one purpose only` }
    const shared = keys.find((one) => one !== certified && one.digest === certified.digest)
    const expected = `a key of its own for the certificate of client ${client.id}`
    return shared === undefined
      ? { kind: 'yes', expected, observed: 'the certificate has a key of its own' }
      : { kind: 'no', expected, observed: `${shared.what} is the key of the certificate, too`, attributed: 'config' }
  })
