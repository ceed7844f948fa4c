import { blocksOf } from './manifest.ts'
import type { ManifestEntry } from './statementTypes.ts'

const isJson = (path: string): boolean => /\.(?:json|har)$/.test(path)

/**
 * The member of a JSON text in which an offset lies, e.g. `cases[3].findings[0].observed`; empty at the top. Works on the text
 * before the offset only, so what is wrong behind it does no harm.
 */
export function memberAt(text: string, offset: number): string {
  const path: (string | number)[] = []
  /** Inside an object: the last name seen, which its value belongs to. */
  let at = 0
  let name: string | null = null
  const readString = (): string => {
    const start = at
    at++
    while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
    at++
    return text.slice(start + 1, at - 1)
  }
  const containers: ('object' | 'list')[] = []
  while (at < Math.min(offset, text.length)) {
    const char = text[at]
    if (char === '"') {
      const value = readString()
      if (at > offset) break
      if (containers.at(-1) === 'object' && name === null) {
        name = value
        path[path.length - 1] = value
      }
      continue
    }
    if (char === '{' || char === '[') {
      containers.push(char === '{' ? 'object' : 'list')
      path.push(char === '{' ? '' : 0)
      name = null
    } else if (char === '}' || char === ']') {
      containers.pop()
      path.pop()
      name = containers.at(-1) === 'object' ? String(path.at(-1)) : null
    } else if (char === ',') {
      const last = path.at(-1)
      if (containers.at(-1) === 'list' && typeof last === 'number') path[path.length - 1] = last + 1
      if (containers.at(-1) === 'object') name = null
    }
    at++
  }
  return path.reduce<string>((joined, part) => {
    if (typeof part === 'number') return `${joined}[${part}]`
    return part === '' ? joined : `${joined}${joined === '' ? '' : '.'}${part}`
  }, '')
}

const lines = (first: number, last: number): string => (first === last ? `line ${first}` : `lines ${first} to ${last}`)

/**
 * Where a changed file differs from the one that was signed: the first block of lines whose digest is another one, and in JSON
 * the member that it begins in.
 *
 * @returns e.g. `lines 97 to 100, cases[3].reason`; null where the entry has no blocks
 */
export function locateChange({ path, blocks }: ManifestEntry, bytes: Buffer): string | null {
  if (blocks === undefined) return null
  const signed = blocks.digests.match(/.{4}/g) ?? []
  const found = blocksOf(bytes, blocks.lines)
  const index = found.findIndex(({ digest }, at) => digest !== signed[at])
  const block = found[index]
  if (block === undefined) {
    const lost = signed.length > found.length
    return lost ? `the end is missing, from line ${(found.at(-1)?.last ?? 0) + 1}` : null
  }
  const where = lines(block.first, block.last)
  if (!isJson(path)) return where
  // The first character of the block that is no white space tells whose member it is.
  const text = bytes.toString('latin1')
  const inside = block.from + Math.max(0, text.slice(block.from, block.to).search(/\S/))
  const member = memberAt(text, inside + 1)
  return member === '' ? where : `${where}, from ${member}`
}
