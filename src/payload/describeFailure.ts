import type { ErrorObject } from 'ajv'
import { nearest } from '../yaml/suggest.ts'
import { pointerTokens, toPointer } from './jsonPointer.ts'

type Words = readonly [expected: string, observed: string]

const article = (word: string): string => (/^[aeiou]/.test(word) ? `an ${word}` : `a ${word}`)
const plural = (count: unknown, word: string): string => `${String(count)} ${word}${count === 1 ? '' : 's'}`
const members = (names: readonly string[]): string => names.map((name) => JSON.stringify(name)).join(', ')

/** Letters as `a` and `A`, digits as `9`: what a text looks like, and nothing of what it says. */
function form(text: string): string {
  const cut = text
    .slice(0, 40)
    .replace(/\p{Lu}/gu, 'A')
    .replace(/[\p{L}--\p{Lu}]/gv, 'a')
    .replace(/\p{N}/gu, '9')
  return JSON.stringify(text.length > 40 ? `${cut}...` : cut)
}

/** The type of a value and its size, never the value: it may be about a person. */
export function shape(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (typeof value === 'string')
    return value === '' ? 'an empty string' : `a string of ${plural(value.length, 'character')}`
  if (typeof value === 'number') return Number.isInteger(value) ? 'an integer' : 'a number that is not an integer'
  if (Array.isArray(value)) return `an array of ${plural(value.length, 'item')}`
  return typeof value === 'object' ? 'an object' : String(value)
}

const shapeAndForm = (value: unknown): string =>
  typeof value === 'string' && value !== '' ? `${shape(value)} of the form ${form(value)}` : shape(value)

/** Where a value is nearly one of the allowed ones it is shown, for it says nothing that the schema does not say. */
function nearlyOneOf(value: unknown, allowed: readonly unknown[]): string {
  if (typeof value !== 'string') return shape(value)
  const near = nearest(value.trim(), allowed.map(String))
  // Of short words each is near to each.
  const isNear = near !== null && (value.length > 3 || near.toLowerCase() === value.trim().toLowerCase())
  return isNear ? JSON.stringify(value.slice(0, 80)) : shapeAndForm(value)
}

function oneOf(allowed: readonly unknown[]): string {
  const shown = allowed.slice(0, 12).map((value) => JSON.stringify(value))
  return `${allowed.length > 1 ? 'one of ' : ''}${shown.join(', ')}${allowed.length > 12 ? ', ...' : ''}`
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value])

type Describe = (error: ErrorObject) => Words

const size =
  (bound: 'at least' | 'at most', word: string): Describe =>
  ({ params, data }) => [`${bound} ${plural(params.limit, word)}`, shape(data)]

const propertyCount =
  (bound: string): Describe =>
  ({ params, data }) => {
    const count = typeof data === 'object' && data !== null ? Object.keys(data).length : 0
    return [`${bound} ${plural(params.limit, 'member')}`, plural(count, 'member')]
  }

const range: Describe = ({ params, data }) => {
  const side = String(params.comparison).includes('>') ? 'too small' : 'too large'
  return [
    `a number ${params.comparison} ${params.limit}`,
    typeof data === 'number' ? `a number that is ${side}` : shape(data),
  ]
}

/** Words by keyword; the values of a payload are never among them, names of members are. */
const words: Readonly<Record<string, Describe>> = {
  type: ({ params, data }) => [
    list(params.type)
      .map((type) => (type === 'null' ? 'null' : article(String(type))))
      .join(' or '),
    shape(data),
  ],
  required: ({ params }) => [`the member ${JSON.stringify(params.missingProperty)}`, 'it is missing'],
  dependentRequired: ({ params }) => [
    `the member ${JSON.stringify(params.missingProperty)} beside ${JSON.stringify(params.property)}`,
    'it is missing',
  ],
  dependencies: ({ params }) => [
    `the member ${JSON.stringify(params.missingProperty)} beside ${JSON.stringify(params.property)}`,
    'it is missing',
  ],
  additionalProperties: ({ params }) => [
    'no members that the schema does not name',
    `the member ${memberName(params.additionalProperty)}`,
  ],
  unevaluatedProperties: ({ params }) => [
    'no members that the schema does not name',
    `the member ${memberName(params.unevaluatedProperty)}`,
  ],
  propertyNames: ({ params }) => [
    'names of members as the schema says',
    `the member ${memberName(params.propertyName)}`,
  ],
  enum: ({ params, data }) => [oneOf(list(params.allowedValues)), nearlyOneOf(data, list(params.allowedValues))],
  const: ({ params, data }) => [oneOf([params.allowedValue]), nearlyOneOf(data, [params.allowedValue])],
  format: ({ params, data }) => [`a string in the format ${params.format}`, shapeAndForm(data)],
  pattern: ({ params, data }) => [`a string that matches ${params.pattern}`, shapeAndForm(data)],
  minLength: size('at least', 'character'),
  maxLength: size('at most', 'character'),
  minItems: size('at least', 'item'),
  maxItems: size('at most', 'item'),
  minProperties: propertyCount('at least'),
  maxProperties: propertyCount('at most'),
  minimum: range,
  maximum: range,
  exclusiveMinimum: range,
  exclusiveMaximum: range,
  multipleOf: ({ params, data }) => [`a multiple of ${params.multipleOf}`, `${shape(data)} that is none`],
  uniqueItems: () => ['items that are all different', 'two items are equal'],
  additionalItems: ({ params, data }) => [`at most ${plural(params.limit, 'item')}`, shape(data)],
  unevaluatedItems: ({ params, data }) => [`at most ${plural(params.len, 'item')}`, shape(data)],
  items: ({ params, data }) => [`at most ${plural(params.limit, 'item')}`, shape(data)],
  contains: ({ params }) => [`at least ${plural(params.minContains ?? 1, 'item')} as the schema says`, 'fewer'],
  not: ({ data }) => ['a value that the schema does not forbid', shape(data)],
  'false schema': ({ data }) => ['nothing', shape(data)],
  anyOf: ({ schema, data }) => [`one of ${list(schema).length} alternatives`, `${shape(data)} that fits none`],
  oneOf: ({ schema, data, params }) => [
    `exactly one of ${list(schema).length} alternatives`,
    `${shape(data)} that fits ${Array.isArray(params.passingSchemas) ? 'more than one' : 'none'}`,
  ],
  if: ({ params, data }) => [`what "${params.failingKeyword}" says`, shape(data)],
}

/** A member's name in quotes; names that may be data (numbers of accounts as keys of a map) are masked. */
function memberName(name: unknown): string {
  const text = String(name)
  return isPlainName(text) ? members([text]) : `"${maskedName(text)}"`
}

const isPlainName = (name: string): boolean => /^[$@A-Za-z_][\w.:/~-]{0,59}$/.test(name) && !/\d{4}|@.*\./.test(name)
const maskedName = (name: string): string => `[masked:string(${name.length})]`

/** A JSON pointer in which names that may be data are masked. */
export function safePointer(pointer: string): string {
  const tokens = pointerTokens(pointer)
  return toPointer(tokens.map((token) => (/^\d{1,7}$/.test(token) || isPlainName(token) ? token : maskedName(token))))
}

/** What was expected and what was there, in words that hold nothing of the payload's values. */
export function describeFailure(error: ErrorObject): Words {
  const known = Object.hasOwn(words, error.keyword) ? words[error.keyword] : undefined
  return known?.(error) ?? [`a value as "${error.keyword}" says`, shape(error.data)]
}
