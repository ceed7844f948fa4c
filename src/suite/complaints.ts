import { describe } from '../yaml/describe.ts'
import { suggest } from '../yaml/suggest.ts'
import type { Complaint } from '../yaml/types.ts'

const mostListed = 14

/** A complaint about a name that is not in a closed list; long lists are counted, not printed. */
export function unknownName(what: string, name: string, known: Iterable<string>): Complaint {
  const all = [...known]
  const expected = all.length <= mostListed ? `one of ${all.join(', ')}` : `one of the ${all.length} registered names`
  const seen = describe(name)
  return {
    message: `unknown ${what} ${seen}`,
    expected: all.length === 0 ? null : expected,
    seen: null,
    hint: suggest(name, all),
  }
}

export function complaint(
  message: string,
  expected: string | null,
  seen: string | null,
  hint: string | null,
): Complaint {
  return { message, expected, seen, hint }
}
