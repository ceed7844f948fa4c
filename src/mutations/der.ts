/** As much of DER (ITU-T X.690) as a certificate is made of. */

const lengthOctets = (length: number): Buffer => {
  if (length < 0x80) return Buffer.of(length)
  const hex = length.toString(16)
  const octets = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')
  return Buffer.concat([Buffer.of(0x80 | octets.length), octets])
}

/** One value: tag, length, content. */
export function tlv(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(content)
  return Buffer.concat([Buffer.of(tag), lengthOctets(body.length), body])
}

export const sequence = (...items: readonly Uint8Array[]): Buffer => tlv(0x30, ...items)
export const set = (...items: readonly Uint8Array[]): Buffer => tlv(0x31, ...items)
export const nothing = (): Buffer => tlv(0x05)
export const utf8 = (text: string): Buffer => tlv(0x0c, Buffer.from(text, 'utf8'))
/** Whole octets: no bits are left over. */
export const bitString = (octets: Uint8Array): Buffer => tlv(0x03, Buffer.of(0), octets)
/** A whole number of zero or more, most significant octet first. */
export const unsigned = (octets: Uint8Array): Buffer =>
  tlv(0x02, (octets[0] ?? 0) >= 0x80 ? Buffer.of(0) : Buffer.alloc(0), octets)

/** An object identifier in dotted form, e.g. `2.5.4.3`. */
export function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...others] = dotted.split('.').map(Number)
  const octets = [first * 40 + second, ...others].flatMap((arc) => {
    const groups = [arc & 0x7f]
    for (let rest = arc >> 7; rest > 0; rest >>= 7) groups.unshift((rest & 0x7f) | 0x80)
    return groups
  })
  return tlv(0x06, Buffer.from(octets))
}

/** UTCTime up to 2049, GeneralizedTime from then on (RFC 5280 section 4.1.2.5). */
export function time(at: Date): Buffer {
  const text = at.toISOString().replace(/[-:T]|\.\d+/g, '')
  return at.getUTCFullYear() < 2050 ? tlv(0x17, Buffer.from(text.slice(2))) : tlv(0x18, Buffer.from(text))
}

/** The values inside a value, each whole. Throws a RangeError for octets that are no DER. */
export function inside(der: Uint8Array): Buffer[] {
  const all = Buffer.from(der)
  const { start, end } = extent(all, 0)
  const found: Buffer[] = []
  for (let at = start; at < end; ) {
    const next = extent(all, at).end
    if (next > end) throw new RangeError(`DER: the value at octet ${at} ends behind the one that it is in`)
    found.push(all.subarray(at, next))
    at = next
  }
  return found
}

/** Where the content of the value at `at` starts and ends. */
function extent(der: Buffer, at: number): { start: number; end: number } {
  const first = der[at + 1]
  if (first === undefined) throw new RangeError(`DER: the value at octet ${at} has no length`)
  const octets = first < 0x80 ? 0 : first & 0x7f
  const start = at + 2 + octets
  if (octets > 4 || start > der.length) throw new RangeError(`DER: the length at octet ${at + 1} cannot be read`)
  const length = octets === 0 ? first : der.readUIntBE(at + 2, octets)
  if (start + length > der.length) throw new RangeError(`DER: the value at octet ${at} is cut off`)
  return { start, end: start + length }
}
