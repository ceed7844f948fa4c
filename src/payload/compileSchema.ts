import { basename } from 'node:path'
import type { ErrorObject, ValidateFunction } from 'ajv'
import { describe } from '../yaml/describe.ts'
import type { Issue } from '../yaml/types.ts'
import { type Bundle, bundle } from './bundle.ts'
import { compile, schemaFaults } from './createAjv.ts'
import { describeFailure, safePointer } from './describeFailure.ts'
import { lookUp, pointerTokens, toPointer, valueAt } from './jsonPointer.ts'
import { nearestBranches } from './nearestBranches.ts'
import { SchemaError } from './SchemaError.ts'
import type { SchemaFiles } from './schemaFiles.ts'
import type { Dialect, PayloadSchema, SchemaFailure, SchemaJudgement, Spot } from './types.ts'

/** As many failures are told one by one. */
const mostFailures = 20
/** Of a payload with more values than this only the first failure is looked for: a million of them would fill the memory. */
const mostValues = 20_000

/** Number and rest of a JSON pointer into a bundle: `/$defs/3/properties/id`. */
function inBundle(pointer: string): { readonly number: number; readonly rest: readonly string[] } {
  const [, number, ...rest] = pointerTokens(pointer)
  return { number: Number(number ?? 0), rest: number === undefined ? [] : rest }
}

function faultIssue(made: Bundle, fault: { readonly at: string; readonly message: string }): readonly Issue[] {
  const { number, rest } = inBundle(fault.at)
  const spot = made.spots[number]
  if (spot === undefined) return []
  const { document } = spot
  // As far as the way leads: a schema of OpenAPI 3.0 has been put into other words.
  let tokens = rest
  let found = lookUp(valueAt(spot), tokens)
  while (found === null) {
    tokens = tokens.slice(0, -1)
    found = lookUp(valueAt(spot), tokens)
  }
  const name = found.path.at(-1) ?? spot.path.at(-1) ?? 'the schema'
  const complaint = {
    message: `${JSON.stringify(name)} is not a valid part of a schema`,
    expected: fault.message,
    seen: describe(found.value),
    hint: null,
  }
  return [document.issue({ ...complaint, path: [...spot.path, ...found.path], anchor: 'value' })]
}

/** Meta-schemas say the same fault in several ways; the first one at each place is enough. */
function onePerPlace(issues: readonly Issue[]): Issue[] {
  const seen = new Set<string>()
  return issues.filter(({ file, line, column }) => {
    const key = `${file}:${line}:${column}`
    return seen.has(key) ? false : seen.add(key) !== undefined
  })
}

function countValues(value: unknown, limit: number): number {
  const open: unknown[] = [value]
  let count = 0
  while (open.length > 0 && count <= limit) {
    const next = open.pop()
    count++
    if (typeof next === 'object' && next !== null) for (const member of Object.values(next)) open.push(member)
  }
  return count
}

function ruleOf({ parentSchema, keyword }: ErrorObject, { places }: Bundle): string {
  const spot = places.get(parentSchema)
  if (spot === undefined) return ''
  const path = keyword === 'false schema' ? spot.path : [...spot.path, keyword]
  return `${basename(spot.document.file)}#${toPointer(path)}`
}

function failureOf(error: ErrorObject, made: Bundle): SchemaFailure {
  const [expected, observed] = describeFailure(error)
  return { pointer: safePointer(error.instancePath), expected, observed, rule: ruleOf(error, made) }
}

function judged(errors: readonly ErrorObject[], made: Bundle, isAll: boolean): SchemaJudgement {
  const failures = nearestBranches(errors, made.schema.$defs).map((error) => failureOf(error, made))
  // Two branches of an `allOf` may ask for the same.
  const distinct = [...new Map(failures.map((one) => [`${one.pointer}\n${one.expected}`, one])).values()]
  return {
    failures: distinct.slice(0, mostFailures),
    more: isAll ? Math.max(0, distinct.length - mostFailures) : null,
  }
}

/**
 * Bundles, checks and compiles the schema at a place.
 * @throws SchemaError with every fault of the schema and of its references
 */
export function compileSchema(root: Spot, dialect: Dialect, title: string, files: SchemaFiles): PayloadSchema {
  const made = bundle(root, dialect, files)
  const issues =
    made.issues.length > 0
      ? made.issues
      : schemaFaults(made.schema, dialect).flatMap((fault) => faultIssue(made, fault))
  if (issues.length > 0) throw new SchemaError(onePerPlace(issues))
  const first = compile(made.schema, dialect, false)
  let all: ValidateFunction | null = null
  return {
    title,
    files: [...new Set(files.read.map(({ file }) => file))],
    check(value) {
      if (first(value)) return { failures: [], more: 0 }
      if (countValues(value, mostValues) > mostValues) return judged(first.errors ?? [], made, false)
      all ??= compile(made.schema, dialect, true)
      all(value)
      return judged(all.errors ?? [], made, true)
    },
  }
}
