import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { isIP } from 'node:net'
import type { HelloOffer, HelloVersion } from './types.ts'

/** Protocol versions as they stand on the wire, oldest first. */
export const helloVersions: Readonly<Record<HelloVersion, number>> = {
  SSLv2: 0x0002,
  SSLv3: 0x0300,
  TLSv1: 0x0301,
  'TLSv1.1': 0x0302,
  'TLSv1.2': 0x0303,
  'TLSv1.3': 0x0304,
}

const x25519 = 29
/** x25519, secp256r1, secp384r1, secp521r1: what every server of today can do. */
const commonGroups = [x25519, 23, 24, 25]

/** Modern ones first; SHA-1 and MD5 at the end, so that an old server is not refused for our sake. */
const signatureAlgorithms = [
  0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b, 0x0401, 0x0501, 0x0601,
  0x0303, 0x0301, 0x0203, 0x0201, 0x0202, 0x0101,
]

const u8 = (value: number): Buffer => Buffer.from([value])
const u16 = (value: number): Buffer => Buffer.from([value >> 8, value & 0xff])
const u24 = (value: number): Buffer => Buffer.from([value >> 16, (value >> 8) & 0xff, value & 0xff])
const list = (values: readonly number[]): Buffer => Buffer.concat(values.map(u16))
const vector8 = (body: Buffer): Buffer => Buffer.concat([u8(body.length), body])
const vector16 = (body: Buffer): Buffer => Buffer.concat([u16(body.length), body])
const extension = (type: number, body: Buffer): Buffer => Buffer.concat([u16(type), vector16(body)])

const serverName = (host: string): Buffer =>
  extension(0, vector16(Buffer.concat([u8(0), vector16(Buffer.from(host, 'latin1'))])))

/** A key share that a server can really use: with an empty list some old TLS 1.3 stacks give up instead of asking again. */
function keyShare(): Buffer {
  const der = generateKeyPairSync('x25519').publicKey.export({ type: 'spki', format: 'der' })
  return extension(51, vector16(Buffer.concat([u16(x25519), vector16(der.subarray(-32))])))
}

function extensions(host: string, offer: HelloOffer): Buffer {
  const parts = [
    ...(isIP(host) === 0 ? [serverName(host)] : []),
    extension(10, vector16(list(offer.groups ?? commonGroups))),
    // ec_point_formats: uncompressed.
    extension(11, vector8(u8(0))),
    extension(13, vector16(list(signatureAlgorithms))),
    // encrypt_then_mac, extended_master_secret, renegotiation_info: an answer is only given to who asks.
    extension(22, Buffer.alloc(0)),
    extension(23, Buffer.alloc(0)),
    extension(0xff01, vector8(Buffer.alloc(0))),
  ]
  if (offer.versions.includes('TLSv1.3')) {
    parts.push(extension(43, vector8(list(offer.versions.map((version) => helloVersions[version])))))
    parts.push(extension(45, vector8(u8(1))))
    parts.push(keyShare())
  }
  return vector16(Buffer.concat(parts))
}

/** SSL 2.0 hello: a record header of its own and three-byte cipher kinds. */
function ssl2Hello(): Buffer {
  const ciphers = [0x010080, 0x020080, 0x030080, 0x040080, 0x050080, 0x060040, 0x0700c0]
  const body = Buffer.concat([
    u8(1),
    u16(helloVersions.SSLv2),
    u16(ciphers.length * 3),
    u16(0),
    u16(16),
    ...ciphers.map(u24),
    randomBytes(16),
  ])
  return Buffer.concat([u16(0x8000 | body.length), body])
}

/** Bytes of a ClientHello (RFC 8446 section 4.1.2, RFC 5246 section 7.4.1.2, SSL 2.0 where that alone is offered), record header included. */
export function clientHello(host: string, offer: HelloOffer): Buffer {
  if (offer.versions.every((version) => version === 'SSLv2')) return ssl2Hello()
  const highest = Math.max(...offer.versions.map((version) => helloVersions[version]))
  const body = Buffer.concat([
    // TLS 1.3 stays 1.2 here and is told apart by supported_versions.
    u16(Math.min(highest, helloVersions['TLSv1.2'])),
    randomBytes(32),
    vector8(offer.versions.includes('TLSv1.3') ? randomBytes(32) : Buffer.alloc(0)),
    vector16(list(offer.suites)),
    vector8(offer.compression ? Buffer.from([1, 0]) : Buffer.from([0])),
    // SSL 3.0 knows no extensions.
    ...(highest > helloVersions.SSLv3 ? [extensions(host, offer)] : []),
  ])
  const message = Buffer.concat([u8(1), u24(body.length), body])
  // The record version of a first hello is kept low for old middleboxes (RFC 8446 section 5.1).
  return Buffer.concat([u8(22), u16(Math.min(highest, helloVersions.TLSv1)), vector16(message)])
}
