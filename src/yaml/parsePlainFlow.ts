import { enter, leave, type PlainText, unsure } from './plainText.ts'
import { readScalar } from './readScalar.ts'

export interface Parsed {
  readonly value: unknown
  /** Offset behind the value. */
  readonly end: number
}

const plain =
  /(?:[^ \n,[\]{}#&*!|>'"%@`?:-]|[?:-](?=[^ \n,[\]{}]))(?:[^ \n,[\]{}:#]|:(?=[^ \n,[\]{}])|(?<=[^ \n])#| +(?=[^ \n#,[\]{}:]))*/y
const double = /"((?:[^"\\\n]|\\["\\/nt])*)"/y
const single = /'((?:[^'\n]|'')*)'/y

function match(pattern: RegExp, source: PlainText, offset: number): RegExpExecArray | null {
  pattern.lastIndex = offset
  return pattern.exec(source.text)
}

/** Reads a quoted text that stands on one line. */
export function parseQuoted(source: PlainText, offset: number): Parsed & { readonly value: string } {
  const isDouble = source.text[offset] === '"'
  const found = match(isDouble ? double : single, source, offset)
  if (found === null) throw unsure
  const value = isDouble ? String(JSON.parse(found[0])) : (found[1] ?? '').replaceAll("''", "'")
  return { value, end: offset + found[0].length }
}

/** Reads `{ ... }` or `[ ... ]`; further lines must be indented more than `parent`. */
export function parseFlow(source: PlainText, offset: number, parent: number): Parsed {
  enter(source)
  const parsed = source.text[offset] === '{' ? flowMapping(source, offset, parent) : flowList(source, offset, parent)
  leave(source)
  return parsed
}

function flowValue(source: PlainText, offset: number, parent: number): Parsed {
  const first = source.text[offset]
  if (first === '{' || first === '[') return parseFlow(source, offset, parent)
  if (first === '"' || first === "'") return parseQuoted(source, offset)
  const found = match(plain, source, offset)
  if (found === null) throw unsure
  const { value, odd } = readScalar(found[0])
  if (odd) throw unsure
  return { value, end: offset + found[0].length }
}

function flowList(source: PlainText, start: number, parent: number): Parsed {
  const value: unknown[] = []
  source.starts.set(value, start)
  let at = gap(source, start + 1, parent)
  while (source.text[at] !== ']') {
    const item = flowValue(source, at, parent)
    value.push(item.value)
    at = separator(source, item.end, parent, ']')
  }
  return { value, end: at + 1 }
}

function flowMapping(source: PlainText, start: number, parent: number): Parsed {
  const value: Record<string, unknown> = {}
  source.starts.set(value, start)
  let at = gap(source, start + 1, parent)
  while (source.text[at] !== '}') {
    const first = source.text[at]
    if (first === '{' || first === '[') throw unsure
    const key = flowValue(source, at, parent)
    if (typeof key.value !== 'string') throw unsure
    if (source.text[key.end] !== ':' || !/[ \n]/.test(source.text[key.end + 1] ?? '')) throw unsure
    const item = flowValue(source, gap(source, key.end + 1, parent), parent)
    addEntry(value, key.value, item.value)
    at = separator(source, item.end, parent, '}')
  }
  return { value, end: at + 1 }
}

/** Adds an entry; a key that is there already, or that JavaScript treats specially, is left to the full parser. */
export function addEntry(mapping: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__' || Object.hasOwn(mapping, key)) throw unsure
  mapping[key] = value
}

function separator(source: PlainText, offset: number, parent: number, close: string): number {
  const at = gap(source, offset, parent)
  if (source.text[at] === close) return at
  if (source.text[at] !== ',') throw unsure
  return gap(source, at + 1, parent)
}

/** Skips white space and line ends inside a flow collection. */
function gap(source: PlainText, offset: number, parent: number): number {
  let at = offset
  for (;;) {
    const c = source.text[at]
    if (c === '\n') {
      source.line++
      const isBlank = source.content[source.line] === source.end[source.line]
      if (!isBlank && (source.indent[source.line] ?? 0) <= parent) throw unsure
    } else if (c !== ' ') return at
    at++
  }
}
