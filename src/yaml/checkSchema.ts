import { describe } from './describe.ts'
import type { Schema } from './schema.ts'
import { suggest } from './suggest.ts'
import type { Complaint, Finding, Path } from './types.ts'

/** Rules by the name in `format`: what is wrong with a text, or null. A rule replaces the schema's `pattern`. */
export type Formats = Readonly<Record<string, (text: string, field: string) => Complaint | null>>

/**
 * Checks a value against a schema and says everything that is wrong with it, in words for people.
 * @param formats rules for the `format` names that occur in the schema; names without a rule are not looked at
 */
export function checkSchema(value: unknown, schema: Schema, formats: Formats = {}, path: Path = []): Finding[] {
  const findings: Finding[] = []
  check(value, schema, { path, name: 'the file', findings, formats })
  return findings
}

interface Spot {
  readonly path: Path
  /** The nearest key, quoted, for messages. */
  readonly name: string
  readonly findings: Finding[]
  readonly formats: Formats
}

function report(spot: Spot, complaint: Complaint): void {
  spot.findings.push({ ...complaint, path: spot.path, anchor: 'value' })
}

function below(spot: Spot, key: string | number): Spot {
  const name = typeof key === 'number' ? `${spot.name} entry ${key + 1}` : JSON.stringify(key)
  return { ...spot, path: [...spot.path, key], name }
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const typeNames = {
  object: 'a mapping',
  array: 'a list',
  string: 'text',
  integer: 'a whole number',
  boolean: 'true or false',
}

function hasType(value: unknown, type: keyof typeof typeNames): boolean {
  if (type === 'object') return isMapping(value)
  if (type === 'array') return Array.isArray(value)
  if (type === 'integer') return Number.isInteger(value)
  return typeof value === type
}

function check(value: unknown, schema: Schema, spot: Spot): void {
  const complaint = schema.anyOf === undefined ? checkKind(value, schema, spot.name) : null
  if (complaint !== null) report(spot, complaint)
  else if (schema.anyOf !== undefined) checkAlternatives(value, schema, schema.anyOf, spot)
  else if (typeof value === 'string') checkText(value, schema, spot)
  else if (typeof value === 'number') checkNumber(value, schema, spot)
  else if (Array.isArray(value)) checkList(value, schema, spot)
  else if (isMapping(value)) checkMapping(value, schema, spot)
}

function checkKind(value: unknown, schema: Schema, name: string): Complaint | null {
  if (schema.type !== undefined && !hasType(value, schema.type)) return wrongType(value, schema, name)
  const allowed = schema.const === undefined ? schema.enum : [schema.const]
  return allowed === undefined || allowed.some((one) => one === value) ? null : notOneOf(value, allowed, name)
}

function wrongType(value: unknown, schema: Schema, name: string): Complaint {
  const type = schema.type === undefined ? 'something else' : typeNames[schema.type]
  let hint = schema.type === 'boolean' ? booleanHint(value) : null
  if (schema.type === 'string' && (typeof value === 'number' || typeof value === 'boolean')) hint = 'put it in quotes'
  if (schema.type === 'boolean' && typeof value === 'string')
    hint = 'YAML 1.2 knows only true and false, without quotes'
  if (schema.type === 'array' && typeof value === 'string') hint = `write [${value}] for a list of one`
  const expected = schema.description === undefined ? type : `${type}: ${schema.description}`
  return { message: `${name} is not ${type}`, expected, seen: describe(value), hint }
}

function booleanHint(value: unknown): string | null {
  return typeof value === 'string' ? 'YAML 1.2 knows only true and false, without quotes' : null
}

function notOneOf(value: unknown, allowed: readonly unknown[], name: string): Complaint {
  const hint = typeof value === 'string' ? suggest(value, allowed.map(String)) : null
  return { message: `${name} has an unknown value`, expected: oneOf(allowed.map(String)), seen: describe(value), hint }
}

/** `a`, `a or b`, `one of a, b, c`. */
export function oneOf(words: readonly string[]): string {
  return words.length <= 2 ? words.join(' or ') : `one of ${words.join(', ')}`
}

const patterns = new Map<string, RegExp>()

/** Compiled once: a suite has thousands of values and a dozen patterns. */
function pattern(source: string): RegExp {
  const known = patterns.get(source)
  if (known !== undefined) return known
  const compiled = new RegExp(source, 'u')
  patterns.set(source, compiled)
  return compiled
}

function checkText(value: string, schema: Schema, spot: Spot): void {
  const rule = schema.format === undefined ? undefined : spot.formats[schema.format]
  if (rule !== undefined) {
    const complaint = rule(value, spot.name)
    if (complaint !== null) report(spot, complaint)
    return
  }
  const isTooShort = value.length < (schema.minLength ?? 0)
  const isMismatch = schema.pattern !== undefined && !pattern(schema.pattern).test(value)
  if (!isTooShort && !isMismatch) return
  const expected = schema.description ?? schema.pattern ?? 'text'
  report(spot, { message: `${spot.name} is not well formed`, expected, seen: describe(value), hint: null })
}

function checkNumber(value: number, schema: Schema, spot: Spot): void {
  if (value >= (schema.minimum ?? Number.NEGATIVE_INFINITY) && value <= (schema.maximum ?? Number.POSITIVE_INFINITY))
    return
  const expected = `a number from ${schema.minimum ?? 'minus infinity'} to ${schema.maximum ?? 'infinity'}`
  report(spot, { message: `${spot.name} is out of range`, expected, seen: describe(value), hint: null })
}

function checkList(value: readonly unknown[], schema: Schema, spot: Spot): void {
  if (value.length < (schema.minItems ?? 0)) {
    const expected = `at least ${schema.minItems}: ${schema.description ?? 'entries'}`
    report(spot, { message: `${spot.name} has too few entries`, expected, seen: describe(value), hint: null })
  }
  const seen = new Set<unknown>()
  value.forEach((item, index) => {
    const at = below(spot, index)
    if (schema.uniqueItems === true && seen.has(item)) {
      report(at, {
        message: `${spot.name} names ${describe(item)} twice`,
        expected: null,
        seen: null,
        hint: 'remove one',
      })
    }
    seen.add(item)
    if (schema.items !== undefined) check(item, schema.items, at)
  })
}

function checkMapping(value: Readonly<Record<string, unknown>>, schema: Schema, spot: Spot): void {
  const known = schema.properties ?? {}
  const keys = Object.keys(value)
  if (keys.length < (schema.minProperties ?? 0)) {
    const expected = schema.description ?? `at least ${schema.minProperties} entries`
    report(spot, { message: `${spot.name} is empty`, expected, seen: describe(value), hint: null })
  }
  for (const key of keys) {
    const rule = Object.hasOwn(known, key) ? known[key] : (schema.additionalProperties ?? true)
    if (rule === false) reportUnknownKey(key, Object.keys(known), value, spot)
    else if (typeof rule === 'object') check(value[key], rule, below(spot, key))
  }
  for (const key of schema.required ?? []) {
    if (Object.hasOwn(value, key)) continue
    const expected = known[key]?.description ?? null
    report(spot, { message: `"${key}" is missing in ${spot.name}`, expected, seen: null, hint: `add "${key}: ..."` })
  }
}

function reportUnknownKey(key: string, known: readonly string[], value: Readonly<Record<string, unknown>>, spot: Spot) {
  const free = known.filter((name) => !Object.hasOwn(value, name))
  const message = `unknown key ${JSON.stringify(key)} in ${spot.name}`
  const complaint = { message, expected: oneOf(known), seen: null, hint: suggest(key, free) }
  spot.findings.push({ ...complaint, path: [...spot.path, key], anchor: 'key' })
}

/** Picks the alternative that was most likely meant, so that the message is about that one and not about all. */
function checkAlternatives(value: unknown, schema: Schema, alternatives: readonly Schema[], spot: Spot): void {
  const fitting = alternatives.filter((one) => one.type === undefined || hasType(value, one.type))
  if (fitting.length === 0) {
    const names = alternatives.flatMap((one) => one.description ?? (one.type === undefined ? [] : typeNames[one.type]))
    const expected = schema.description ?? oneOf(names)
    const hint = alternatives.some(({ type }) => type === 'boolean') ? booleanHint(value) : null
    report(spot, { message: `${spot.name} has the wrong form`, expected, seen: describe(value), hint })
    return
  }
  let best: readonly Finding[] = []
  let bestScore = -1
  for (const one of fitting) {
    const findings: Finding[] = []
    check(value, one, { ...spot, findings })
    if (findings.length === 0) return
    const score = sharedKeys(value, one)
    if (score > bestScore) best = findings
    bestScore = Math.max(score, bestScore)
  }
  spot.findings.push(...best)
}

function sharedKeys(value: unknown, schema: Schema): number {
  if (!isMapping(value)) return 0
  return Object.keys(schema.properties ?? {}).filter((key) => Object.hasOwn(value, key)).length
}
