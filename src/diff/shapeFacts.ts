import type { RecordedRun } from '../evidence/types.ts'
import { isObject, jsonOf } from '../json/object.ts'
import { claimsOf, honestAnswers } from './readAnswers.ts'
import type { Fact } from './types.ts'

/** Their bodies are compared as metadata and keys, or are pages. */
const ELSEWHERE: ReadonlySet<string> = new Set(['discovery', 'jwks', 'authorize'])

const typeOf = (value: unknown): string => {
  if (value === null) return 'null'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return Array.isArray(value) ? 'array' : typeof value
}

/** JSON pointer (RFC 6901) of each value with its type; `*` stands for every element of a list. */
function* shapeOf(value: unknown, pointer: string): Generator<readonly [pointer: string, type: string]> {
  yield [pointer, typeOf(value)]
  if (Array.isArray(value)) for (const one of value) yield* shapeOf(one, `${pointer}/*`)
  if (!isObject(value)) return
  for (const [name, inner] of Object.entries(value))
    yield* shapeOf(inner, `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`)
}

/** The shapes of one answer: its JSON, the claims of a JWT answer, and those of an ID token in it. */
function* shapes(body: string): Generator<readonly [pointer: string, type: string]> {
  const json = jsonOf(body)
  if (json === undefined) {
    const claims = claimsOf(body)
    if (claims !== null) yield* shapeOf(claims, '(jwt)')
    return
  }
  yield* shapeOf(json, '')
  const idToken = isObject(json) && typeof json.id_token === 'string' ? claimsOf(json.id_token) : null
  if (idToken !== null) yield* shapeOf(idToken, '/id_token(jwt)')
}

/** Which members the answers of the honest flows have, and of which types. */
export function shapeFacts(run: RecordedRun): Fact[] {
  const types = new Map<string, Set<string>>()
  for (const { label, response } of honestAnswers(run)) {
    if (ELSEWHERE.has(label.step) || response === null) continue
    for (const [pointer, type] of shapes(response.body)) {
      const where = `${label.step} ${pointer === '' ? '(body)' : pointer} [${label.variant ?? ''}]`
      types.set(where, (types.get(where) ?? new Set()).add(type))
    }
  }
  return [...types].map(([where, seen]) => ({ area: 'shape', where, value: [...seen].sort().join(' or ') }))
}
