import type { X509Certificate } from 'node:crypto'
import type { Path } from '../yaml/types.ts'
import { readJwks } from './readJwks.ts'
import { checkCertificate, checkExpired, pemSecrets, readCertificates, readPrivateKey } from './readTls.ts'
import { type ClientsYaml, type ClientYaml, complain, type TargetReader } from './targetReader.ts'
import type { Client, ClientTls } from './types.ts'

/** A client with the file positions of what it was read from. */
export type Clients = Readonly<Record<string, Client>>

/** Reads the clients of a `clients:` map with their keys and certificates; the path is that of the map. */
export function readClients(reader: TargetReader, yaml: ClientsYaml, path: Path): Clients {
  const clients: Record<string, Client> = {}
  for (const name of ['client1', 'client2'] as const) {
    const one = yaml[name]
    if (one !== undefined) clients[name] = readClient(reader, name, one, [...path, name])
  }
  checkDifferent(reader, clients, path)
  return clients
}

function readClient(reader: TargetReader, name: string, yaml: ClientYaml, path: Path): Client {
  const expired =
    yaml.expired_tls === undefined ? null : readTls(reader, yaml.expired_tls, [...path, 'expired_tls'], checkExpired)
  const next =
    yaml.next_tls === undefined ? null : readTls(reader, yaml.next_tls, [...path, 'next_tls'], checkCertificate)
  return {
    name,
    id: yaml.id,
    jwks: yaml.jwks === undefined ? [] : readKeys(reader, yaml.jwks, [...path, 'jwks']),
    tls: yaml.tls === undefined ? null : readTls(reader, yaml.tls, [...path, 'tls'], checkCertificate),
    ...(expired === null ? {} : { expired_tls: expired }),
    ...(next === null ? {} : { next_tls: next }),
    redirect_uri: yaml.redirect_uri ?? '',
    scope: yaml.scope ?? null,
  }
}

function readKeys(reader: TargetReader, given: string, path: Path): Client['jwks'] {
  const file = reader.files.read(given, '"jwks"')
  if (!('text' in file)) {
    complain(reader, path, file)
    return []
  }
  const read = readJwks(file, '"jwks"')
  if (!('secrets' in read)) {
    for (const complaint of read) complain(reader, path, complaint)
    return []
  }
  for (const value of read.secrets) reader.secrets.add(value)
  return read.keys
}

function readTls(
  reader: TargetReader,
  yaml: NonNullable<ClientYaml['tls']>,
  path: Path,
  check: typeof checkCertificate,
): ClientTls | null {
  const cert = reader.files.read(yaml.cert, '"cert"')
  const key = reader.files.read(yaml.key, '"key"')
  if (!('text' in cert)) complain(reader, [...path, 'cert'], cert)
  if (!('text' in key)) complain(reader, [...path, 'key'], key)
  if (!('text' in cert) || !('text' in key)) return null
  const certificates = readCertificates(cert, '"cert"')
  const privateKey = readPrivateKey(key, '"key"')
  if ('message' in certificates) complain(reader, [...path, 'cert'], certificates)
  if ('message' in privateKey) complain(reader, [...path, 'key'], privateKey)
  const own: X509Certificate | undefined = 'message' in certificates ? undefined : certificates[0]
  if (own === undefined || 'message' in privateKey) return null
  for (const complaint of check(own, privateKey, { cert, key }, reader.now())) {
    const member = complaint.message.startsWith('"key"') ? 'key' : 'cert'
    complain(reader, [...path, member], complaint)
  }
  for (const value of pemSecrets(key.text)) reader.secrets.add(value)
  return { cert: cert.text, key: key.text }
}

/** Cases that mix the clients up prove nothing if both are the same or share a key. */
function checkDifferent(reader: TargetReader, { client1, client2 }: Clients, path: Path): void {
  if (client1 === undefined || client2 === undefined) return
  const say = (member: string, what: string) =>
    complain(reader, [...path, 'client2', member], {
      message: `client1 and client2 have the same ${what}`,
      expected: 'two clients that share nothing',
      seen: null,
      hint: 'register a second client with keys of its own, or leave client2 out',
    })
  if (client1.id === client2.id) say('id', 'id')
  const publicPart = (jwk: Readonly<Record<string, unknown>>) => JSON.stringify([jwk.kty, jwk.n, jwk.x, jwk.y])
  const keys = new Set(client1.jwks.map(publicPart))
  if (client2.jwks.some((jwk) => keys.has(publicPart(jwk)))) say('jwks', 'signing key')
  if (client1.tls !== null && client2.tls !== null && client1.tls.key.trim() === client2.tls.key.trim())
    say('tls', 'TLS key')
}
