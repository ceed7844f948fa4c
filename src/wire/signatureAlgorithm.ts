/** OpenSSL's names, which people who read certificates know. */
const names: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.2': 'md2WithRSAEncryption',
  '1.2.840.113549.1.1.4': 'md5WithRSAEncryption',
  '1.2.840.113549.1.1.5': 'sha1WithRSAEncryption',
  '1.2.840.113549.1.1.10': 'rsassaPss',
  '1.2.840.113549.1.1.11': 'sha256WithRSAEncryption',
  '1.2.840.113549.1.1.12': 'sha384WithRSAEncryption',
  '1.2.840.113549.1.1.13': 'sha512WithRSAEncryption',
  '1.2.840.10040.4.3': 'dsaWithSHA1',
  '1.3.14.3.2.29': 'sha1WithRSA',
  '1.2.840.10045.4.1': 'ecdsa-with-SHA1',
  '1.2.840.10045.4.3.1': 'ecdsa-with-SHA224',
  '1.2.840.10045.4.3.2': 'ecdsa-with-SHA256',
  '1.2.840.10045.4.3.3': 'ecdsa-with-SHA384',
  '1.2.840.10045.4.3.4': 'ecdsa-with-SHA512',
  '1.3.101.112': 'ED25519',
  '1.3.101.113': 'ED448',
}

interface Element {
  readonly tag: number
  readonly start: number
  readonly end: number
}

function element(der: Uint8Array, at: number): Element | null {
  const tag = der[at]
  const first = der[at + 1]
  if (tag === undefined || first === undefined) return null
  if (first < 0x80) return { tag, start: at + 2, end: at + 2 + first }
  const count = first & 0x7f
  let length = 0
  for (let i = 0; i < count; i++) length = length * 256 + (der[at + 2 + i] ?? 0)
  return { tag, start: at + 2 + count, end: at + 2 + count + length }
}

function dotted(oid: Uint8Array): string {
  const parts: number[] = []
  let value = 0
  for (const byte of oid) {
    value = value * 128 + (byte & 0x7f)
    if ((byte & 0x80) !== 0) continue
    // The first number holds the first two arcs.
    if (parts.length === 0)
      parts.push(Math.min(Math.trunc(value / 40), 2), value - 40 * Math.min(Math.trunc(value / 40), 2))
    else parts.push(value)
    value = 0
  }
  return parts.join('.')
}

/**
 * Name of the algorithm that signed a DER certificate (RFC 5280 section 4.1.1.2), its dotted number if it has no name
 * here, null if the bytes are no certificate. node's own property came too late for the oldest node we run on.
 */
export function signatureAlgorithm(der: Uint8Array): string | null {
  const certificate = element(der, 0)
  const body = certificate && element(der, certificate.start)
  const algorithm = body && element(der, body.end)
  const oid = algorithm && element(der, algorithm.start)
  if (oid?.tag !== 0x06) return null
  const number = dotted(der.subarray(oid.start, oid.end))
  return names[number] ?? number
}
