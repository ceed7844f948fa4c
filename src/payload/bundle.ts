import { describe } from '../yaml/describe.ts'
import { nearest } from '../yaml/suggest.ts'
import type { Complaint, Issue, Path } from '../yaml/types.ts'
import { toPointer, valueAt } from './jsonPointer.ts'
import { holders, plainKeywords, usedUp } from './keywords.ts'
import { fromOpenApi30 } from './openApi30.ts'
import { patternOf } from './patternOf.ts'
import { resolveRef } from './resolveRef.ts'
import type { SchemaFiles } from './schemaFiles.ts'
import type { Dialect, Spot } from './types.ts'

type Node = Readonly<Record<string, unknown>>

/** One schema without references to anything outside of it, and where its parts come from. */
export interface Bundle {
  /** `{ $ref: '#/$defs/0', $defs: { 0: ..., 1: ... } }` */
  readonly schema: { readonly $ref: string; readonly $defs: Node }
  /** Where definition number n stands. */
  readonly spots: readonly Spot[]
  /** Where each schema object of `schema` stands. */
  readonly places: ReadonlyMap<unknown, Spot>
  readonly issues: readonly Issue[]
}

/** Deeper than any honest schema, shallow enough for the stack. */
const mostLevels = 200

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value)

/** A reference from definition to definition that judges the same value. */
interface Edge {
  readonly from: number
  readonly to: number
  readonly spot: Spot
}

interface Work {
  readonly files: SchemaFiles
  readonly dialect: Dialect
  readonly numbers: Map<string, number>
  readonly spots: Spot[]
  readonly places: Map<unknown, Spot>
  readonly edges: Edge[]
  readonly issues: Issue[]
}

function complain(work: Work, { document, path }: Spot, complaint: Complaint): void {
  work.issues.push(document.issue({ ...complaint, path, anchor: 'value' }))
}

const below = ({ document, path }: Spot, ...more: Path): Spot => ({ document, path: [...path, ...more] })

/** The number of the definition for a place. */
function numberOf(work: Work, spot: Spot): number {
  const key = `${spot.document.file}#${toPointer(spot.path)}`
  const before = work.numbers.get(key)
  if (before !== undefined) return before
  const number = work.spots.push(spot) - 1
  work.numbers.set(key, number)
  return number
}

function reference(work: Work, value: unknown, spot: Spot, from: number, here: boolean): Node {
  if (typeof value !== 'string') {
    const seen = describe(value)
    complain(work, spot, { message: '"$ref" is not text', expected: 'a reference', seen, hint: null })
    return {}
  }
  const target = resolveRef(value, spot, work.files)
  if ('document' in target) {
    const to = numberOf(work, target)
    if (here) work.edges.push({ from, to, spot })
    return { $ref: `#/$defs/${to}` }
  }
  if ('message' in target) complain(work, spot, target)
  else work.issues.push(...target)
  return {}
}

/** Members that are sent to the server only need not come back (OpenAPI 3.0 section 4.7.24.2). */
function withoutWriteOnly(work: Work, node: Node, spot: Spot): Node {
  const { required, properties } = node
  if (!Array.isArray(required) || !isNode(properties)) return node
  const isWriteOnly = (name: unknown): boolean => {
    const member = typeof name === 'string' && Object.hasOwn(properties, name) ? properties[name] : null
    if (!isNode(member)) return false
    if (typeof member.$ref !== 'string') return member.writeOnly === true
    const target = resolveRef(member.$ref, spot, work.files)
    const value = 'document' in target ? valueAt(target) : null
    return isNode(value) && value.writeOnly === true
  }
  return { ...node, required: required.filter((name) => !isWriteOnly(name)) }
}

/** A word that was meant to be a keyword and is none would silently check nothing. */
function checkKeyword(work: Work, name: string, spot: Spot): void {
  if (name.startsWith('x-') || plainKeywords.has(name) || usedUp.has(name) || holders.has(name)) return
  const meant = nearest(name, [...holders.keys(), ...plainKeywords])
  if (meant === null) return
  const hint = `write "${meant}", or "x-${name}" if it is meant to be a note`
  const complaint = { message: `"${name}" is no keyword of JSON Schema`, expected: `"${meant}"`, seen: name, hint }
  const { document, path } = below(spot, name)
  work.issues.push(document.issue({ ...complaint, path, anchor: 'key' }))
}

function checkPattern(work: Work, name: string, value: unknown, spot: Spot): void {
  const patterns =
    name === 'pattern' ? [value] : name === 'patternProperties' && isNode(value) ? Object.keys(value) : []
  for (const pattern of patterns) {
    if (typeof pattern !== 'string' || patternOf(pattern) !== null) continue
    const complaint = { message: `"${name}" is no regular expression`, expected: 'ECMA-262', seen: pattern, hint: null }
    complain(work, below(spot, name), complaint)
  }
}

interface Copying {
  readonly work: Work
  readonly from: number
  readonly depth: number
  /** The value judged is still that of the definition. */
  readonly here: boolean
}

function copyHeld(value: unknown, spot: Spot, holds: 'schema' | 'list' | 'map', inner: Copying): unknown {
  if (Array.isArray(value)) return value.map((item, index) => copy(item, below(spot, index), inner))
  if (holds !== 'map' || !isNode(value)) return copy(value, spot, inner)
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, copy(one, below(spot, name), inner)]))
}

/** Up to draft 7 and in OpenAPI 3.0 what stands beside a `$ref` counts for nothing. */
function inWordsOf2020(node: Node, dialect: Dialect): Node {
  if (dialect === 'openapi-3.0') return fromOpenApi30(node)
  return dialect === 'draft-07' && node.$ref !== undefined ? { $ref: node.$ref } : node
}

function copy(value: unknown, spot: Spot, { work, from, depth, here }: Copying): unknown {
  if (!isNode(value)) return value
  if (depth > mostLevels) {
    const hint = 'give parts of it a name in "$defs"'
    complain(work, spot, { message: 'the schema is nested too deep', expected: null, seen: null, hint })
    return true
  }
  const read = withoutWriteOnly(work, inWordsOf2020(value, work.dialect), spot)
  const result: [string, unknown][] = []
  for (const [name, member] of Object.entries(read)) {
    checkKeyword(work, name, spot)
    checkPattern(work, name, member, spot)
    const holder = holders.get(name)
    if (name === '$ref') result.push(...Object.entries(reference(work, member, below(spot, name), from, here)))
    else if (name === '$dynamicRef' || name === '$recursiveRef') {
      const hint = 'use "$ref"'
      complain(work, below(spot, name), { message: `"${name}" is not read`, expected: '"$ref"', seen: null, hint })
    } else if (holder !== undefined) {
      const inner = { work, from, depth: depth + 1, here: here && holder.here }
      result.push([name, copyHeld(member, below(spot, name), holder.holds, inner)])
    } else if (!usedUp.has(name)) result.push([name, member])
  }
  const copied = Object.fromEntries(result)
  work.places.set(copied, spot)
  return copied
}

/** References that lead back to where they started without going into the value: judging by them would never end. */
function endless(edges: readonly Edge[]): Edge | null {
  const onward = Map.groupBy(edges, ({ from }) => from)
  const done = new Set<number>()
  const visit = (number: number, trail: readonly number[]): Edge | null => {
    for (const edge of onward.get(number) ?? []) {
      if (trail.includes(edge.to)) return edge
      if (done.has(edge.to)) continue
      const found = visit(edge.to, [...trail, edge.to])
      if (found !== null) return found
    }
    done.add(number)
    return null
  }
  for (const number of onward.keys()) {
    const found = done.has(number) ? null : visit(number, [number])
    if (found !== null) return found
  }
  return null
}

/**
 * Puts a schema and everything it refers to into one. The schema library then has nothing left to resolve, so nothing can
 * make it fetch; a schema that is referred to in two ways, or by itself, is there once.
 */
export function bundle(root: Spot, dialect: Dialect, files: SchemaFiles): Bundle {
  const work: Work = { files, dialect, numbers: new Map(), spots: [], places: new Map(), edges: [], issues: [] }
  numberOf(work, root)
  const definitions: [string, unknown][] = []
  for (let number = 0; number < work.spots.length; number++) {
    const spot = work.spots[number] ?? root
    definitions.push([String(number), copy(valueAt(spot), spot, { work, from: number, depth: 0, here: true })])
  }
  const loop = endless(work.edges)
  if (loop !== null) {
    complain(work, loop.spot, {
      message: '"$ref" leads back to itself without going into the value, so judging by it would never end',
      expected: 'a way through "properties", "items" or the like',
      seen: null,
      hint: 'remove the reference, or refer to the part that was meant',
    })
  }
  return {
    schema: { $ref: '#/$defs/0', $defs: Object.fromEntries(definitions) },
    spots: work.spots,
    places: work.places,
    issues: work.issues,
  }
}
