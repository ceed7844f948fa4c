import { addEntry, parseFlow, parseQuoted } from './parsePlainFlow.ts'
import { parseBlockScalar, parsePlainScalar } from './parsePlainScalar.ts'
import {
  contentOf,
  endOf,
  enter,
  indentOf,
  isRestEmpty,
  leave,
  type PlainText,
  plainText,
  skipSpaces,
  toContent,
  unsure,
} from './plainText.ts'
import { readScalar } from './readScalar.ts'

export interface PlainResult {
  readonly value: unknown
  /** Offset at which each mapping and list starts. */
  readonly starts: ReadonlyMap<object, number>
}

const keyPattern = /(?:([A-Za-z_][\w.$/-]*)|"([^"\\\n]*)"|'([^'\n]*)'):(?=[ \n]|$)/y

/**
 * Reads the plain subset of YAML that case and requirement files are written in, some ten times faster than a full
 * parser: the whole suite is read at every start of the command. Returns null for everything it is not sure about
 * (anchors, tags, tabs, duplicate keys, odd numbers, any mistake); the full parser then reads the file and reports.
 */
export function parsePlain(text: string): PlainResult | null {
  const source = plainText(text)
  if (source === null || !toContent(source)) return null
  try {
    const value = parseNode(source, -1)
    return toContent(source) ? null : { value, starts: source.starts }
  } catch (error) {
    if (error === unsure) return null
    throw error
  }
}

function isDash(source: PlainText, offset: number): boolean {
  if (source.text[offset] !== '-') return false
  const next = source.text[offset + 1]
  return next === ' ' || next === '\n' || next === undefined
}

function readKey(source: PlainText, offset: number): { readonly key: string; readonly end: number } | null {
  keyPattern.lastIndex = offset
  const found = keyPattern.exec(source.text)
  if (found === null) return null
  const bare = found[1]
  if (bare !== undefined) {
    const { value, odd } = readScalar(bare)
    if (odd || typeof value !== 'string') throw unsure
  }
  return { key: bare ?? found[2] ?? found[3] ?? '', end: offset + found[0].length }
}

/** Reads what stands at the current line; `parent` is the indentation of the mapping or list around it. */
function parseNode(source: PlainText, parent: number): unknown {
  const at = contentOf(source)
  if (isDash(source, at)) return parseList(source, indentOf(source))
  if (readKey(source, at) !== null) return parseMapping(source, indentOf(source))
  return parseValue(source, at, parent)
}

function parseList(source: PlainText, indent: number): unknown[] {
  enter(source)
  const list: unknown[] = []
  source.starts.set(list, contentOf(source))
  while (toContent(source) && indentOf(source) >= indent) {
    const at = contentOf(source)
    if (indentOf(source) > indent || !isDash(source, at)) {
      // A list may stand at the indentation of the mapping it belongs to; then the next key ends it.
      if (indentOf(source) === indent && readKey(source, at) !== null) break
      throw unsure
    }
    if (isRestEmpty(source, at + 1)) {
      source.line++
      list.push(toContent(source) && indentOf(source) > indent ? parseNode(source, indent) : null)
      continue
    }
    const item = skipSpaces(source, at + 1)
    source.indent[source.line] = indent + (item - at)
    source.content[source.line] = item
    list.push(parseNode(source, indent))
  }
  leave(source)
  return list
}

function parseMapping(source: PlainText, indent: number): Record<string, unknown> {
  enter(source)
  const mapping: Record<string, unknown> = {}
  source.starts.set(mapping, contentOf(source))
  while (toContent(source) && indentOf(source) >= indent) {
    const found = indentOf(source) === indent ? readKey(source, contentOf(source)) : null
    if (found === null) throw unsure
    addEntry(mapping, found.key, parseEntry(source, found.end, indent))
  }
  leave(source)
  return mapping
}

function parseEntry(source: PlainText, offset: number, indent: number): unknown {
  if (!isRestEmpty(source, offset)) return parseValue(source, skipSpaces(source, offset), indent)
  source.line++
  if (!toContent(source)) return null
  if (indentOf(source) > indent) return parseNode(source, indent)
  if (indentOf(source) === indent && isDash(source, contentOf(source))) return parseList(source, indent)
  return null
}

/** Reads a value that starts on the current line and leaves the cursor on the line after it. */
function parseValue(source: PlainText, offset: number, parent: number): unknown {
  const first = source.text[offset] ?? ''
  if (first === '|' || first === '>') return parseBlockScalar(source, offset, parent)
  if (first === '"' || first === "'") return endLine(source, parseQuoted(source, offset))
  if (first === '{' || first === '[') return endLine(source, parseFlow(source, offset, parent))
  if (offset >= endOf(source)) throw unsure
  return parsePlainScalar(source, offset, parent)
}

function endLine(source: PlainText, parsed: { readonly value: unknown; readonly end: number }): unknown {
  if (!isRestEmpty(source, parsed.end)) throw unsure
  source.line++
  return parsed.value
}
