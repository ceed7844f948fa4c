/** Named groups of TLS (IANA): name and size of the field in bits. Those below 224 bits are what RFC 9325 section 4.5 forbids. */
export const namedGroups: ReadonlyMap<number, { readonly name: string; readonly bits: number }> = new Map([
  [1, { name: 'sect163k1', bits: 163 }],
  [2, { name: 'sect163r1', bits: 163 }],
  [3, { name: 'sect163r2', bits: 163 }],
  [4, { name: 'sect193r1', bits: 193 }],
  [5, { name: 'sect193r2', bits: 193 }],
  [6, { name: 'sect233k1', bits: 233 }],
  [7, { name: 'sect233r1', bits: 233 }],
  [15, { name: 'secp160k1', bits: 160 }],
  [16, { name: 'secp160r1', bits: 160 }],
  [17, { name: 'secp160r2', bits: 160 }],
  [18, { name: 'secp192k1', bits: 192 }],
  [19, { name: 'secp192r1', bits: 192 }],
  [20, { name: 'secp224k1', bits: 224 }],
  [21, { name: 'secp224r1', bits: 224 }],
  [22, { name: 'secp256k1', bits: 256 }],
  [23, { name: 'secp256r1', bits: 256 }],
  [24, { name: 'secp384r1', bits: 384 }],
  [25, { name: 'secp521r1', bits: 521 }],
  [26, { name: 'brainpoolP256r1', bits: 256 }],
  [27, { name: 'brainpoolP384r1', bits: 384 }],
  [28, { name: 'brainpoolP512r1', bits: 512 }],
  [29, { name: 'x25519', bits: 253 }],
  [30, { name: 'x448', bits: 448 }],
])

/** Code points of all groups smaller than `bits`. */
export const groupsBelow = (bits: number): number[] =>
  [...namedGroups].filter(([, group]) => group.bits < bits).map(([id]) => id)
