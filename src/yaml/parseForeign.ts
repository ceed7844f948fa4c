import { createRequire } from 'node:module'
import type { Fault, FullResult } from './parseFull.ts'
import { offsetOf } from './parseFull.ts'
import { syntaxComplaint } from './syntaxComplaint.ts'
import type { Complaint } from './types.ts'

/** An alias may stand for a long text; this many resolved ones are a document, more are an attack on the reader. */
const mostAliases = 1000

const load = createRequire(import.meta.url)

const wholeFile = (message: string, hint: string | null): Complaint => ({ message, expected: null, seen: null, hint })

const tooDeep = wholeFile('the file is nested too deep to be read', null)

const nothing = (offset: number, complaint: Complaint): FullResult => ({
  value: null,
  faults: [{ offset, complaint }],
  offset: () => offset,
})

/**
 * Reads YAML 1.2 that others wrote (OpenAPI documents, schemas): anchors, aliases, merge keys, tags of the core schema,
 * numbers in any form and numbers as keys (`200:`) are fine, which in our own files are refused as easily misread. What
 * no reader can be sure about stays an error: bad syntax, and a key that stands twice in one mapping. Never throws.
 */
export function parseForeign(text: string): FullResult {
  const yaml: typeof import('yaml') = load('yaml')
  try {
    const document = yaml.parseDocument(text, { schema: 'core', merge: true, prettyErrors: false, strict: true })
    // One brace too many makes a hundred errors in a big document; the first is the one to mend.
    const faults: Fault[] = document.errors.slice(0, 3).map((error) => ({
      offset: error.pos[0],
      complaint: error.message.includes('call stack') ? tooDeep : syntaxComplaint(error.code, error.message),
    }))
    const value: unknown = faults.length > 0 ? null : document.toJS({ maxAliasCount: mostAliases })
    return { value, faults, offset: (path, anchor) => offsetOf(yaml, document, path, anchor) }
  } catch (error) {
    if (error instanceof RangeError) return nothing(0, tooDeep)
    if (error instanceof ReferenceError)
      return nothing(0, wholeFile(`not valid YAML: ${error.message}`, 'write the values out instead of using aliases'))
    throw error
  }
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g

/** True if a member name stands twice in one object; `JSON.parse` would keep the last and say nothing. */
function hasTwins(text: string): boolean {
  const open: (Set<string> | null)[] = []
  let nameNext = false
  for (const [token] of text.matchAll(TOKEN)) {
    const names = open.at(-1)
    if (token === '{') open.push(new Set())
    else if (token === '[') open.push(null)
    else if (token === '}' || token === ']') open.pop()
    if (token === '{') nameNext = true
    else if (token === ',') nameNext = open.at(-1) != null
    else if (nameNext && names && token.startsWith('"')) {
      const name = String(JSON.parse(token))
      if (names.has(name)) return true
      names.add(name)
      nameNext = false
    } else nameNext = false
  }
  return false
}

/**
 * Reads JSON that others wrote. `JSON.parse` is a hundred times faster than the YAML library, which is only asked for
 * places, and for the place of a member name that stands twice. Never throws.
 */
export function parseForeignJson(text: string): FullResult {
  let full: FullResult | null = null
  const complete = (): FullResult => {
    full ??= parseForeign(text)
    return full
  }
  try {
    const value: unknown = JSON.parse(text)
    if (hasTwins(text)) return complete()
    return { value, faults: [], offset: (path, anchor) => complete().offset(path, anchor) }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    const position = Number(/position (\d+)/.exec(error.message)?.[1] ?? (text === '' ? 0 : text.length))
    const reason = error.message.replace(/ in JSON at position.*$/s, '').replace(/,? \.{0,3}".*$/s, '')
    return nothing(position, wholeFile(`not valid JSON: ${reason}`, null))
  }
}
