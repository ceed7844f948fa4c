import { createRequire } from 'node:module'
import type { Ajv, Options, ValidateFunction } from 'ajv'
import { patternOf } from './patternOf.ts'
import type { Dialect } from './types.ts'

const load = createRequire(import.meta.url)

/** The library is loaded when the first schema is: most commands have none, and it costs their start a tenth of a second. */
const engines: Readonly<Record<Dialect, () => new (options: Options) => Ajv>> = {
  'openapi-3.0': () => load('ajv/dist/2020.js').Ajv2020,
  '2020-12': () => load('ajv/dist/2020.js').Ajv2020,
  '2019-09': () => load('ajv/dist/2019.js').Ajv2019,
  'draft-07': () => load('ajv').Ajv,
}

/** Text that is the same for two JSON values if and only if they are equal (JSON Schema 2020-12 core, section 4.2.2). */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? ''
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`
}

function isUnique(items: readonly unknown[]): boolean {
  return new Set(items.map(canonical)).size === items.length
}

const regExp = Object.assign((source: string) => patternOf(source) ?? /(?:)/, { code: 'new RegExp' })

function create(dialect: Dialect, allErrors: boolean): Ajv {
  const Engine = engines[dialect]()
  const ajv = new Engine({
    allErrors,
    verbose: true,
    // Foreign schemas hold words of other tools; words that were meant to be keywords are found when they are read.
    strict: false,
    validateFormats: true,
    logger: false,
    code: { regExp },
  })
  load('ajv-formats').default(ajv)
  // The library compares each pair of items; with the items of a hostile answer that would take hours.
  ajv.removeKeyword('uniqueItems')
  ajv.addKeyword({
    keyword: 'uniqueItems',
    type: 'array',
    schemaType: 'boolean',
    validate: (isAsked: boolean, items: readonly unknown[]) => !isAsked || isUnique(items),
    errors: false,
  })
  return ajv
}

const made = new Map<string, Ajv>()

function engine(dialect: Dialect, allErrors: boolean): Ajv {
  const key = `${dialect} ${allErrors}`
  const before = made.get(key)
  if (before !== undefined) return before
  const ajv = create(dialect, allErrors)
  made.set(key, ajv)
  return ajv
}

/** What is wrong with a schema by the meta-schema of its dialect: JSON pointers and messages; empty: nothing. */
export function schemaFaults(
  schema: object,
  dialect: Dialect,
): readonly { readonly at: string; readonly message: string }[] {
  const ajv = engine(dialect, true)
  if (ajv.validateSchema(schema) === true) return []
  return (ajv.errors ?? []).map(({ instancePath, message, params }) => {
    const allowed = Array.isArray(params.allowedValues) ? `: ${params.allowedValues.join(', ')}` : ''
    return { at: instancePath, message: `${message ?? 'not valid'}${allowed}` }
  })
}

/** Compiles a schema that has passed `schemaFaults`. `all`: every failure is listed, not only the first. */
export function compile(schema: object, dialect: Dialect, all: boolean): ValidateFunction {
  return engine(dialect, all).compile(schema)
}
