import type { PayloadSchema } from '../payload/types.ts'
import type { Exchange } from '../wire/types.ts'
import type { Answer } from './types.ts'

/**
 * The answers of a schema about a payload: one yes, or one no per failure with the place in the payload, so that the report
 * can show them beside it. Holds no value of the payload.
 */
export function payloadAnswers(schema: PayloadSchema, value: unknown, { id }: Exchange): readonly Answer[] {
  const { failures, more } = schema.check(value)
  const exchange = { exchange: id, exchanges: [id] }
  if (failures.length === 0) {
    return [{ kind: 'yes', expected: `a body that is valid by ${schema.title}`, observed: 'it is valid', ...exchange }]
  }
  const told = failures.map(
    ({ pointer, expected, observed, rule }): Answer => ({
      kind: 'no',
      expected: `${pointer === '' ? 'at the top' : `at ${pointer}`}: ${expected} (${rule})`,
      observed,
      attributed: 'rs',
      pointer,
      ...exchange,
    }),
  )
  if (more === 0) return told
  const observed =
    more === null ? 'further ones were not looked for in a body of this size' : `${more} further failures`
  return [...told, { kind: 'no', expected: 'no further failures', observed, attributed: 'rs', ...exchange }]
}
