/** Where a known text stands in a file. */
export interface Hit<T> {
  /** Offset in bytes. */
  readonly at: number
  readonly what: T
}

interface Needle<T> {
  readonly bytes: Uint8Array
  readonly what: T
  /** Counts only where no letter or digit stands before or behind it. */
  readonly word: boolean
}

const KEY = 4
const TABLE_BITS = 22
const slot = (key: number): number => Math.imul(key, 0x9e3779b1) >>> (32 - TABLE_BITS)

const isWordByte = (byte: number | undefined): boolean =>
  byte !== undefined && ((byte >= 48 && byte <= 57) || (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122))

function stands<T>({ bytes, word }: Needle<T>, text: Uint8Array, at: number): boolean {
  if (at + bytes.length > text.length) return false
  for (let n = KEY; n < bytes.length; n++) if (text[at + n] !== bytes[n]) return false
  return !word || (!isWordByte(text[at - 1]) && !isWordByte(text[at + bytes.length]))
}

/**
 * Search for many known texts at once, in any kind of file: each position costs one look into a bit table by the four bytes
 * that begin there.
 */
export interface ByteSearch<T> {
  /** `text` shorter than four bytes is not searched for. */
  add(text: string, what: T, word: boolean): void
  /** The places where known texts begin, in order. */
  find(bytes: Uint8Array): readonly Hit<T>[]
}

export function createByteSearch<T>(): ByteSearch<T> {
  const table = new Uint8Array(1 << (TABLE_BITS - 3))
  const filed = new Map<number, Needle<T>[]>()

  return {
    add(text, what, word) {
      const bytes = Buffer.from(text, 'utf8')
      if (bytes.length < KEY) return
      const key = bytes.readInt32BE(0)
      const known = filed.get(key)
      if (known === undefined) filed.set(key, [{ bytes, what, word }])
      else known.push({ bytes, what, word })
      const at = slot(key)
      table[at >>> 3] = (table[at >>> 3] ?? 0) | (1 << (at & 7))
    },

    find(bytes) {
      const hits: Hit<T>[] = []
      let key = ((bytes[0] ?? 0) << 16) | ((bytes[1] ?? 0) << 8) | (bytes[2] ?? 0)
      for (let end = KEY - 1; end < bytes.length; end++) {
        key = (key << 8) | (bytes[end] ?? 0)
        const at = slot(key)
        if (((table[at >>> 3] ?? 0) & (1 << (at & 7))) === 0) continue
        const start = end - KEY + 1
        const needle = filed.get(key)?.find((one) => stands(one, bytes, start))
        if (needle !== undefined) hits.push({ at: start, what: needle.what })
      }
      return hits
    },
  }
}
