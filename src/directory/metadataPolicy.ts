import { isObject, type JsonObject } from '../json/object.ts'

/** Operators of one metadata parameter. */
type Operators = JsonObject
/** Operators by entity type and parameter (OpenID Federation 1.0 section 6.1.2). */
export type MetadataPolicy = Readonly<Record<string, Readonly<Record<string, Operators>>>>

/** A policy that cannot be applied, or metadata that it does not allow: the chain is invalid (section 6.1.4). */
export class PolicyError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'PolicyError'
  }
}

/** In the order in which they are applied (section 6.1.3.1). */
const standard = ['value', 'add', 'default', 'one_of', 'subset_of', 'superset_of', 'essential'] as const
type Operator = (typeof standard)[number]

const key = (value: unknown): string => JSON.stringify(value)
const same = (a: unknown, b: unknown): boolean => key(a) === key(b)
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value])
const has = (values: readonly unknown[], one: unknown): boolean => values.some((other) => same(other, one))
const subset = (some: unknown, all: unknown): boolean => list(some).every((one) => has(list(all), one))
const union = (a: unknown, b: unknown): unknown[] => [...list(a), ...list(b).filter((one) => !has(list(a), one))]
const intersection = (a: unknown, b: unknown): unknown[] => list(a).filter((one) => has(list(b), one))

function equal(where: string, a: unknown, b: unknown): unknown {
  if (same(a, b)) return a
  throw new PolicyError(`${where} is ${key(a)} in one statement and ${key(b)} in another`)
}

/** Two values of the same operator become one, which is never more permissive. */
const merges: Readonly<Record<Operator, (where: string, superior: unknown, subordinate: unknown) => unknown>> = {
  value: equal,
  default: equal,
  add: (_where, a, b) => union(a, b),
  superset_of: (_where, a, b) => union(a, b),
  subset_of: (_where, a, b) => intersection(a, b),
  one_of: (where, a, b) => {
    const left = intersection(a, b)
    if (left.length > 0) return left
    throw new PolicyError(`${where} of two statements have no value in common`)
  },
  essential: (_where, a, b) => a === true || b === true,
}

interface Combination {
  readonly pair: readonly [Operator, Operator]
  readonly allowed: (first: unknown, second: unknown) => boolean
}

/** Pairs that may stand together only on a condition, or not at all; all others may. */
const combinations: readonly Combination[] = [
  { pair: ['value', 'add'], allowed: (value, add) => subset(add, value) },
  { pair: ['value', 'default'], allowed: (value) => value !== null },
  { pair: ['value', 'one_of'], allowed: (value, oneOf) => has(list(oneOf), value) },
  { pair: ['value', 'subset_of'], allowed: (value, all) => subset(value, all) },
  { pair: ['value', 'superset_of'], allowed: (value, some) => subset(some, value) },
  { pair: ['value', 'essential'], allowed: (value, essential) => !(value === null && essential === true) },
  { pair: ['add', 'one_of'], allowed: () => false },
  { pair: ['add', 'subset_of'], allowed: (add, all) => subset(add, all) },
  { pair: ['one_of', 'subset_of'], allowed: () => false },
  { pair: ['one_of', 'superset_of'], allowed: () => false },
  { pair: ['subset_of', 'superset_of'], allowed: (all, some) => subset(some, all) },
]

function checkCombinations(where: string, operators: Operators): void {
  for (const { pair, allowed } of combinations) {
    const [first, second] = pair
    if (!Object.hasOwn(operators, first) || !Object.hasOwn(operators, second)) continue
    if (!allowed(operators[first], operators[second]))
      throw new PolicyError(`${where}: "${first}" and "${second}" contradict each other`)
  }
}

const isStandard = (name: string): name is Operator => (standard as readonly string[]).includes(name)

/** Operators that nobody here knows are ignored, unless a statement calls them critical. */
function understood(where: string, operators: unknown, critical: ReadonlySet<string>): Operators {
  if (!isObject(operators)) throw new PolicyError(`${where} is no JSON object`)
  const strange = Object.keys(operators).find((name) => !isStandard(name) && critical.has(name))
  if (strange !== undefined) throw new PolicyError(`${where} uses "${strange}", which is critical and not known here`)
  return Object.fromEntries(Object.entries(operators).filter(([name]) => isStandard(name)))
}

function mergeOperators(where: string, superior: Operators, subordinate: Operators): Operators {
  const merged: Record<string, unknown> = { ...superior }
  for (const [name, value] of Object.entries(subordinate)) {
    if (!isStandard(name)) continue
    merged[name] = Object.hasOwn(merged, name) ? merges[name](`${where}: "${name}"`, merged[name], value) : value
  }
  return merged
}

/**
 * Merges the policies of a trust chain (OpenID Federation 1.0 section 6.1.4.1).
 * @param policies the `metadata_policy` claims, that of the most superior statement first
 * @param critical names of the operators of all `metadata_policy_crit`
 * @throws PolicyError
 */
export function mergePolicies(policies: readonly unknown[], critical: ReadonlySet<string>): MetadataPolicy {
  const merged: Record<string, Record<string, Operators>> = {}
  for (const policy of policies) {
    if (!isObject(policy)) throw new PolicyError('"metadata_policy" is no JSON object')
    for (const [type, parameters] of Object.entries(policy)) {
      if (!isObject(parameters)) throw new PolicyError(`"metadata_policy" of ${type} is no JSON object`)
      const ofType = merged[type] ?? {}
      for (const [name, given] of Object.entries(parameters)) {
        const where = `policy of ${type} for "${name}"`
        const operators = understood(where, given, critical)
        checkCombinations(where, operators)
        ofType[name] = mergeOperators(where, ofType[name] ?? {}, operators)
        checkCombinations(where, ofType[name])
      }
      merged[type] = ofType
    }
  }
  return merged
}

/** `scope` is a text that is treated as the list of its values (section 6.1.3.1.8). */
const isScope = (name: string, value: unknown): value is string => name === 'scope' && typeof value === 'string'

type Apply = (operand: unknown, value: unknown, where: string) => unknown

const applications: Readonly<Record<Operator, Apply>> = {
  value: (operand) => (operand === null ? undefined : operand),
  add: (operand, value) => (value === undefined ? operand : union(value, operand)),
  default: (operand, value) => (value === undefined ? operand : value),
  one_of: (operand, value, where) => {
    if (value === undefined || has(list(operand), value)) return value
    throw new PolicyError(`${where}: ${key(value)} is none of ${key(operand)}`)
  },
  subset_of: (operand, value) => (value === undefined ? value : intersection(value, operand)),
  superset_of: (operand, value, where) => {
    if (value === undefined || subset(operand, value)) return value
    throw new PolicyError(`${where}: ${key(value)} lacks some of ${key(operand)}`)
  },
  essential: (operand, value, where) => {
    if (value !== undefined || operand !== true) return value
    throw new PolicyError(`${where}: it is missing`)
  },
}

/**
 * Metadata after the policy (section 6.1.4.2).
 * @param metadata by entity type
 * @throws PolicyError if the metadata do not comply
 */
export function applyPolicy(
  policy: MetadataPolicy,
  metadata: Readonly<Record<string, JsonObject>>,
): Readonly<Record<string, JsonObject>> {
  const applied = Object.entries(metadata).map(([type, given]) => {
    const parameters: Record<string, unknown> = { ...given }
    for (const [name, operators] of Object.entries(policy[type] ?? {})) {
      const before = parameters[name]
      let value = isScope(name, before) ? before.split(' ').filter((one) => one !== '') : before
      for (const operator of standard) {
        if (!Object.hasOwn(operators, operator)) continue
        value = applications[operator](operators[operator], value, `policy of ${type} for "${name}"`)
      }
      if (value === undefined) delete parameters[name]
      else parameters[name] = name === 'scope' && Array.isArray(value) ? value.join(' ') : value
    }
    return [type, parameters] as const
  })
  return Object.fromEntries(applied)
}
