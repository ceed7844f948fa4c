import type { ErrorObject } from 'ajv'
import { pointerTokens } from './jsonPointer.ts'

const composites: ReadonlySet<string> = new Set(['anyOf', 'oneOf'])

type Definitions = Readonly<Record<string, unknown>>
type Errors = readonly ErrorObject[]

const isBelow = (pointer: string, parent: string): boolean => pointer === parent || pointer.startsWith(`${parent}/`)

/** All schemas that a schema is made of, those it refers to included. */
function partsOf(schema: unknown, definitions: Definitions): ReadonlySet<unknown> {
  const parts = new Set<unknown>()
  const open: unknown[] = [schema]
  while (open.length > 0) {
    const next = open.pop()
    if (typeof next !== 'object' || next === null || parts.has(next)) continue
    parts.add(next)
    open.push(...Object.values(next))
    const ref = Reflect.get(next, '$ref')
    if (typeof ref === 'string') open.push(definitions[ref.slice(ref.lastIndexOf('/') + 1)])
  }
  return parts
}

/**
 * Errors by the alternative they are from. Those of one alternative stand together and in the order of the alternatives,
 * which tells apart what a schema that contains itself could have from each of them.
 */
function byBranch(errors: Errors, branches: readonly unknown[], parts: readonly ReadonlySet<unknown>[]): Errors[] {
  const found: ErrorObject[][] = branches.map(() => [])
  let current = 0
  for (const error of errors) {
    const own = branches.indexOf(error.parentSchema, current)
    const next = own >= 0 ? own : parts.findIndex((part, index) => index >= current && part.has(error.parentSchema))
    if (next >= 0) current = next
    found[current]?.push(error)
  }
  return found
}

const depth = (errors: Errors): number =>
  Math.max(...errors.map(({ instancePath }) => pointerTokens(instancePath).length))

/** The alternative that was most likely meant: of those with the right type the one that gets furthest into the value. */
function nearest(branches: readonly Errors[], at: string): Errors | null {
  const told = branches.filter((errors) => errors.length > 0)
  const ofType = told.filter((errors) => !errors.some((one) => one.keyword === 'type' && one.instancePath === at))
  const [best, second] = (ofType.length > 0 ? ofType : told).sort((a, b) => depth(b) - depth(a) || a.length - b.length)
  if (best === undefined) return null
  const isNearest = second === undefined || depth(best) > depth(second) || best.length < second.length
  return isNearest ? best : null
}

/**
 * A value that fits none of several alternatives fails each of them in its own way. Only the errors of the alternative that
 * was most likely meant are kept in place of that of the choice; where none is nearer than the others, that of the choice.
 *
 * @param errors of a validation that lists all of them: those of the alternatives stand right before that of the choice
 * @param definitions those that `$ref` leads to, by the last part of the reference
 */
export function nearestBranches(errors: Errors, definitions: Definitions): Errors {
  const kept: ErrorObject[] = []
  const known = new Map<unknown, ReadonlySet<unknown>>()
  const partsOnce = (branch: unknown): ReadonlySet<unknown> => {
    const parts = known.get(branch) ?? partsOf(branch, definitions)
    known.set(branch, parts)
    return parts
  }
  for (const error of errors) {
    if (!composites.has(error.keyword) || !Array.isArray(error.schema)) {
      kept.push(error)
      continue
    }
    const parts = error.schema.map(partsOnce)
    const inside: ErrorObject[] = []
    for (let last = kept.at(-1); last !== undefined; last = kept.at(-1)) {
      const owner = last.parentSchema
      const isInside = owner !== error.parentSchema && parts.some((part) => part.has(owner))
      if (!isInside || !isBelow(last.instancePath, error.instancePath)) break
      inside.unshift(last)
      kept.pop()
    }
    kept.push(...(nearest(byBranch(inside, error.schema, parts), error.instancePath) ?? [error]))
  }
  return kept
}
