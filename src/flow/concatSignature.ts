/**
 * An ECDSA signature as JWS has it, both numbers side by side (RFC 7518 section 3.4), from the ASN.1 form of it. OpenSSL makes
 * the latter in half the time that Node takes for the former.
 *
 * @param der SEQUENCE of two INTEGERs
 * @param size octets of one number
 */
export function concatSignature(der: Uint8Array, size: number): Buffer {
  const made = Buffer.alloc(2 * size)
  // The length of the sequence takes a second octet from 128 on.
  let at = der[1] === 0x81 ? 3 : 2
  for (const end of [size, 2 * size]) {
    const length = der[at + 1] ?? 0
    const next = at + 2 + length
    // An INTEGER has a sign: a zero stands before a first bit that is set, and leading zeros are left out.
    const number = der.subarray(length > size ? next - size : at + 2, next)
    made.set(number, end - number.length)
    at = next
  }
  return made
}
