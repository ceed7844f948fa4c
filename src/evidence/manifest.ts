import { hash } from 'node:crypto'
import type { ManifestEntry } from './statementTypes.ts'

/** Files whose lines mean something to a reader. */
const TEXT = /\.(?:json|jsonl|har|html|xml|txt|md)$/
/** More would make the attestation longer than what it is about. */
const MOST_BLOCKS = 512
const DIGEST_BYTES = 3
const NEWLINE = 10

/** Where each line of a text begins; the last entry is its length. */
function lineStarts(bytes: Uint8Array): readonly number[] {
  const starts = [0]
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) starts.push(at + 1)
  if (starts.at(-1) !== bytes.length) starts.push(bytes.length)
  return starts
}

/** One block of lines and its digest. */
export interface Block {
  /** Its first line, from 1. */
  readonly first: number
  readonly last: number
  /** Base64 of the first bytes of its SHA-256, four characters. */
  readonly digest: string
  /** Where it begins and ends in the file. */
  readonly from: number
  readonly to: number
}

/** Cuts a text into blocks of that many lines. */
export function blocksOf(bytes: Uint8Array, lines: number): readonly Block[] {
  const starts = lineStarts(bytes)
  const count = starts.length - 1
  return Array.from({ length: Math.ceil(count / lines) }, (_, index) => {
    const last = Math.min(count, (index + 1) * lines)
    const [from = 0, to = bytes.length] = [starts[index * lines], starts[last]]
    const digest = hash('sha256', bytes.subarray(from, to), 'buffer').subarray(0, DIGEST_BYTES).toString('base64')
    return { first: index * lines + 1, last, digest, from, to }
  })
}

/** The entry of one file. */
export function manifestEntry(path: string, bytes: Uint8Array): ManifestEntry {
  const entry = { path, size: bytes.length, sha256: hash('sha256', bytes, 'hex') }
  if (!TEXT.test(path) || bytes.length === 0) return entry
  const lines = Math.max(1, Math.ceil((lineStarts(bytes).length - 1) / MOST_BLOCKS))
  const digests = blocksOf(bytes, lines)
    .map(({ digest }) => digest)
    .join('')
  return { ...entry, blocks: { lines, digests } }
}

/** Sorted by the code units of their names, so that the order depends on nothing else. */
export const byPath = (left: { readonly path: string }, right: { readonly path: string }): number =>
  left.path < right.path ? -1 : left.path > right.path ? 1 : 0

/** `sha256:...` over name, size and digest of each file, one a line: the same for the same evidence, signed or not. */
export function evidenceDigest(manifest: readonly ManifestEntry[]): string {
  const lines = manifest.toSorted(byPath).map(({ path, size, sha256 }) => `${sha256} ${size} ${path}\n`)
  return `sha256:${hash('sha256', lines.join(''), 'hex')}`
}
