import { fieldName } from './fieldName.ts'
import { lineStarts, positionAt } from './lines.ts'
import { parseForeign, parseForeignJson } from './parseForeign.ts'
import { type FullResult, parseFull } from './parseFull.ts'
import { parsePlain } from './parsePlain.ts'
import type { Anchor, Complaint, Finding, Issue, Path, Position, YamlDocument } from './types.ts'

const mostBytes = 4 * 1024 * 1024
/** Whole APIs are described in one file. */
const mostForeignBytes = 16 * 1024 * 1024

/**
 * Reads a YAML 1.2 file that people wrote.
 * @param bytes the file's content; must be UTF-8, at most 4 MiB
 * @param file its name for messages
 * @returns a document whose `issues` hold every syntax error; never throws
 */
export function readYaml(bytes: Uint8Array, file: string): YamlDocument {
  return read(bytes, file, mostBytes, readText)
}

/**
 * Reads a schema or an OpenAPI document, which others wrote for other readers too: JSON (a file that ends in .json) or
 * YAML 1.2 with all it can do.
 * @param bytes the file's content; must be UTF-8, at most 16 MiB
 * @param file its name for messages
 * @returns a document whose `issues` hold every syntax error; never throws
 */
export function readForeign(bytes: Uint8Array, file: string): YamlDocument {
  return read(bytes, file, mostForeignBytes, (text) => {
    const result = file.toLowerCase().endsWith('.json') ? parseForeignJson(text) : parseForeign(text)
    return asDocument(text, file, result.value, result.faults, result.offset)
  })
}

function read(
  bytes: Uint8Array,
  file: string,
  most: number,
  parse: (text: string, file: string) => YamlDocument,
): YamlDocument {
  if (bytes.length > most) {
    const seen = `${bytes.length} bytes`
    return unreadable(file, { message: 'the file is too large', expected: `at most ${most} bytes`, seen, hint: null })
  }
  let text: string
  try {
    // The decoder drops a byte order mark, which YAML allows and some editors write.
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    const hint = 'save the file as UTF-8'
    return unreadable(file, { message: 'the file is not UTF-8 text', expected: 'UTF-8', seen: null, hint })
  }
  return parse(text.replaceAll('\r\n', '\n'), file)
}

function unreadable(file: string, complaint: Complaint): YamlDocument {
  const issue = wholeFileIssue(file, complaint)
  return { file, value: null, issues: [issue], position: () => ({ line: 1, column: 1 }), issue: () => issue }
}

/** An issue about a file as a whole: it is missing, unreadable, empty. */
export function wholeFileIssue(file: string, complaint: Complaint): Issue {
  return { ...complaint, file, line: null, column: null, field: '', excerpt: null }
}

// Line ends are fine, and tabs are reported by the parser where they matter.
const control = /(?![\n\t])\p{Cc}/u

/** Places in a text, looked up only where something is said about them. */
function places(text: string, file: string) {
  let starts: readonly number[] | null = null
  const at = (offset: number): Position => {
    starts ??= lineStarts(text)
    return positionAt(starts, offset)
  }
  const place = (offset: number, path: Path, complaint: Complaint): Issue => {
    const { line, column } = at(offset)
    const begin = offset - column + 1
    const end = text.indexOf('\n', begin)
    const excerpt = text.slice(begin, end === -1 ? text.length : end)
    const { message, expected, seen, hint } = complaint
    return { file, line, column, field: fieldName(path), message, expected, seen, hint, excerpt }
  }
  return { at, place }
}

function asDocument(
  text: string,
  file: string,
  value: unknown,
  faults: FullResult['faults'],
  offsetOf: FullResult['offset'],
): YamlDocument {
  const { at, place } = places(text, file)
  return {
    file,
    value,
    issues: faults.map((fault) => place(fault.offset, [], fault.complaint)),
    position: (path, anchor) => at(offsetOf(path, anchor)),
    issue: (finding: Finding) => place(offsetOf(finding.path, finding.anchor), finding.path, finding),
  }
}

function readText(text: string, file: string): YamlDocument {
  const bad = control.exec(text)
  if (bad !== null) {
    const code = text.charCodeAt(bad.index).toString(16).padStart(4, '0').toUpperCase()
    const hint = 'remove it; the file may be damaged or not text at all'
    const complaint = { message: `control character U+${code} in the file`, expected: 'text', seen: null, hint }
    const { at, place } = places(text, file)
    const issue = place(bad.index, [], complaint)
    return { file, value: null, issues: [issue], position: () => at(0), issue: () => issue }
  }

  let full: FullResult | null = null
  const plain = parsePlain(text)
  const complete = (): FullResult => {
    full ??= parseFull(text)
    return full
  }
  const offsetOf = (path: Path, anchor: Anchor): number => {
    // Places of mappings and lists are known already; for a place inside, the full parser looks at the file again.
    const known =
      plain !== null && anchor === 'value' ? plain.starts.get(Object(valueAt(plain.value, path))) : undefined
    return known ?? complete().offset(path, anchor)
  }
  const faults = plain === null ? complete().faults : []
  return asDocument(text, file, plain === null ? complete().value : plain.value, faults, offsetOf)
}

function valueAt(root: unknown, path: Path): unknown {
  let value = root
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined
    value = Reflect.get(value, part)
  }
  return value
}
