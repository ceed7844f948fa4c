import type { Case } from '../suite/types.ts'
import type { Trace } from './types.ts'

/** RFC 9101 section 7. */
const invalidRequestObject = 'invalid_request_object'

/**
 * The case as it is to be judged in this variant. A parameter that travels as claim of a request object makes that object
 * invalid, so its refusal may be worded for the object (RFC 9101 section 7) or for the request (section 6.3) alike.
 */
export function inVariant(definition: Case, { request }: Pick<Trace['variant'], 'request'>): Case {
  const { expect, at } = definition
  const travels = request === 'signed' && at.some(({ part }) => part === 'params')
  if (!travels || expect === null || expect.codes.length === 0 || expect.codes.includes(invalidRequestObject)) {
    return definition
  }
  return { ...definition, expect: { ...expect, codes: [...expect.codes, invalidRequestObject] } }
}
