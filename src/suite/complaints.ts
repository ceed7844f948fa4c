import { oneOf } from '../yaml/checkSchema.ts'
import { describe } from '../yaml/describe.ts'
import { suggest } from '../yaml/suggest.ts'
import type { Complaint } from '../yaml/types.ts'

const mostListed = 14

/**
 * A complaint about a name that is not in a closed list; long lists are counted, not printed.
 * @param where follows the name in the message, e.g. `of step "token"`
 */
export function unknownName(what: string, name: string, known: Iterable<string>, where = ''): Complaint {
  const all = [...known]
  const expected = all.length <= mostListed ? oneOf(all) : `one of the ${all.length} registered names`
  const message = `unknown ${what} ${describe(name)} ${where}`.trimEnd()
  return { message, expected: expected === '' ? null : expected, seen: null, hint: suggest(name, all) }
}

export function complaint(
  message: string,
  expected: string | null,
  seen: string | null,
  hint: string | null,
): Complaint {
  return { message, expected, seen, hint }
}
