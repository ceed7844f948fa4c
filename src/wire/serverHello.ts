import { suiteName } from './cipherSuites.ts'
import { helloVersions } from './clientHello.ts'
import { namedGroups } from './namedGroups.ts'
import type { HelloAnswer } from './types.ts'

/** What the bytes that came so far mean. `more`: nothing yet, read on. */
export type HelloReading =
  | { readonly kind: 'more' }
  | { readonly kind: 'answer'; readonly answer: HelloAnswer }
  | { readonly kind: 'alert'; readonly description: string }
  | { readonly kind: 'not-tls'; readonly start: string }

/** RFC 8446 section 6.2 and its elders; others are given by number. */
const alerts: Readonly<Record<number, string>> = {
  0: 'close_notify',
  10: 'unexpected_message',
  20: 'bad_record_mac',
  22: 'record_overflow',
  40: 'handshake_failure',
  42: 'bad_certificate',
  47: 'illegal_parameter',
  48: 'unknown_ca',
  49: 'access_denied',
  50: 'decode_error',
  51: 'decrypt_error',
  70: 'protocol_version',
  71: 'insufficient_security',
  80: 'internal_error',
  86: 'inappropriate_fallback',
  109: 'missing_extension',
  110: 'unsupported_extension',
  112: 'unrecognized_name',
  116: 'certificate_required',
  120: 'no_application_protocol',
}

const more: HelloReading = { kind: 'more' }
const versionName = (value: number): string =>
  Object.entries(helloVersions).find(([, number]) => number === value)?.[0] ?? `0x${value.toString(16)}`

interface Records {
  readonly handshake: Buffer
  readonly alert: number | null
  readonly broken: boolean
}

/** Joins the handshake records; stops at an alert, at an incomplete record, or where the bytes are no TLS records. */
function records(bytes: Buffer): Records {
  const parts: Buffer[] = []
  let at = 0
  while (at + 5 <= bytes.length) {
    const type = bytes[at] ?? 0
    if (type < 20 || type > 24 || bytes[at + 1] !== 3)
      return { handshake: Buffer.concat(parts), alert: null, broken: true }
    const end = at + 5 + bytes.readUInt16BE(at + 3)
    if (end > bytes.length) break
    if (type === 21) return { handshake: Buffer.concat(parts), alert: bytes[at + 6] ?? 0, broken: false }
    if (type === 22) parts.push(bytes.subarray(at + 5, end))
    at = end
  }
  return { handshake: Buffer.concat(parts), alert: null, broken: false }
}

function* messages(handshake: Buffer): Generator<{ type: number; body: Buffer }> {
  let at = 0
  while (at + 4 <= handshake.length) {
    const end = at + 4 + handshake.readUIntBE(at + 1, 3)
    if (end > handshake.length) return
    yield { type: handshake[at] ?? 0, body: handshake.subarray(at + 4, end) }
    at = end
  }
}

function extensionsOf(body: Buffer, start: number): Map<number, Buffer> {
  const found = new Map<number, Buffer>()
  let at = start + 2
  while (at + 4 <= body.length) {
    const end = at + 4 + body.readUInt16BE(at + 2)
    found.set(body.readUInt16BE(at), body.subarray(at + 4, end))
    at = end
  }
  return found
}

function keyExchange(suite: string, body: Buffer): HelloAnswer['keyExchange'] {
  if (suite.startsWith('TLS_ECDH')) {
    // Curve type 3 is a named curve; the explicit ones (1, 2) give their size in front.
    const id = body[0] === 3 ? body.readUInt16BE(1) : -1
    return { kind: 'ECDHE', ...(namedGroups.get(id) ?? { name: id < 0 ? 'explicit curve' : `group ${id}`, bits: 0 }) }
  }
  const prime = body.subarray(2, 2 + body.readUInt16BE(0))
  const leading = prime.findIndex((byte) => byte !== 0)
  const bits = leading < 0 ? 0 : (prime.length - leading) * 8 - Math.clz32(prime[leading] ?? 0) + 24
  return { kind: 'DHE', name: `DH group of ${bits} bits`, bits }
}

function readServerHello(body: Buffer): HelloAnswer {
  const session = body[34] ?? 0
  const suite = body.readUInt16BE(35 + session)
  const extensions = extensionsOf(body, 38 + session)
  const chosen = extensions.get(43)
  return {
    version: versionName(chosen && chosen.length >= 2 ? chosen.readUInt16BE(0) : body.readUInt16BE(0)),
    suite,
    suiteName: suiteName(suite),
    compression: (body[37 + session] ?? 0) !== 0,
    renegotiationInfo: extensions.has(0xff01),
    extendedMasterSecret: extensions.has(23),
    encryptThenMac: extensions.has(22),
    keyExchange: null,
  }
}

const ssl2Answer: HelloAnswer = {
  version: 'SSLv2',
  suite: 0,
  suiteName: 'SSL 2.0',
  compression: false,
  renegotiationInfo: false,
  extendedMasterSecret: false,
  encryptThenMac: false,
  keyExchange: null,
}

const hasKeyExchange = ({ version, suiteName: name }: HelloAnswer): boolean =>
  version !== 'TLSv1.3' && /^TLS_(ECDHE|DHE|DH_anon|ECDH_anon)_/.test(name)

/**
 * Reads a server's answer to a ClientHello. An answer with an ephemeral key exchange is given only once that message is
 * there, `ended` (the server closed, or says no more) gives what there is. Never throws: broken bytes are `not-tls`.
 */
export function readHelloAnswer(bytes: Buffer, ended: boolean): HelloReading {
  try {
    if (bytes.length >= 3 && ((bytes[0] ?? 0) & 0x80) !== 0 && bytes[2] === 4)
      return { kind: 'answer', answer: ssl2Answer }
    const { handshake, alert, broken } = records(bytes)
    let answer: HelloAnswer | null = null
    for (const { type, body } of messages(handshake)) {
      if (type === 2) answer = readServerHello(body)
      if (answer && type === 12 && hasKeyExchange(answer))
        return { kind: 'answer', answer: { ...answer, keyExchange: keyExchange(answer.suiteName, body) } }
      if (answer && (type === 14 || !hasKeyExchange(answer))) return { kind: 'answer', answer }
    }
    if (answer && (ended || alert !== null)) return { kind: 'answer', answer }
    if (alert !== null) return { kind: 'alert', description: alerts[alert] ?? `alert ${alert}` }
    if (broken) return notTls(bytes)
    return more
  } catch (error) {
    if (error instanceof RangeError) return notTls(bytes)
    throw error
  }
}

const notTls = (bytes: Buffer): HelloReading => ({
  kind: 'not-tls',
  start: bytes
    .subarray(0, 40)
    .toString('latin1')
    .replace(/[^\x20-\x7e]/g, '.'),
})
