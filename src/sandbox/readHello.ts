/** What a TLS ClientHello offers. */
export interface HelloFacts {
  /** In the record format of SSL 2.0. */
  readonly isSsl2: boolean
  /** Versions in the client's order, as on the wire: 0x0303 is TLS 1.2. */
  readonly versions: readonly number[]
  readonly suites: readonly number[]
  readonly compressions: readonly number[]
  /** Named groups. */
  readonly groups: readonly number[]
}

const supportedGroups = 10
const supportedVersions = 43

/** Reads a ClientHello with its record header (RFC 8446 section 4.1.2); null if the bytes are none. Never throws. */
export function readHello(bytes: Buffer): HelloFacts | null {
  try {
    if (((bytes[0] ?? 0) & 0x80) !== 0 && bytes[2] === 1) return ssl2Facts
    return bytes[0] === 22 && bytes[5] === 1 ? readBody(bytes.subarray(9)) : null
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

const ssl2Facts: HelloFacts = { isSsl2: true, versions: [2], suites: [], compressions: [], groups: [] }

function readBody(body: Buffer): HelloFacts {
  const suitesAt = 35 + body.readUInt8(34)
  const compressionsAt = suitesAt + 2 + body.readUInt16BE(suitesAt)
  const extensionsAt = compressionsAt + 1 + body.readUInt8(compressionsAt)
  const extensions = readExtensions(body.subarray(extensionsAt + 2))
  const versions = extensions.get(supportedVersions)
  return {
    isSsl2: false,
    versions: versions === undefined ? [body.readUInt16BE(0)] : words(versions.subarray(1)),
    suites: words(body.subarray(suitesAt + 2, compressionsAt)),
    compressions: [...body.subarray(compressionsAt + 1, extensionsAt)],
    groups: words(extensions.get(supportedGroups)?.subarray(2) ?? Buffer.alloc(0)),
  }
}

function readExtensions(bytes: Buffer): ReadonlyMap<number, Buffer> {
  const found = new Map<number, Buffer>()
  for (let at = 0; at + 4 <= bytes.length; ) {
    const end = at + 4 + bytes.readUInt16BE(at + 2)
    found.set(bytes.readUInt16BE(at), bytes.subarray(at + 4, end))
    at = end
  }
  return found
}

const words = (bytes: Buffer): number[] =>
  Array.from({ length: Math.floor(bytes.length / 2) }, (_, index) => bytes.readUInt16BE(2 * index))
