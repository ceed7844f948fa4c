import type { Exchange } from '../wire/types.ts'
import type { Answer, Attribution } from './types.ts'

const idsOf = (exchanges: Exchange | readonly Exchange[] | null): { exchanges?: readonly string[] } => {
  if (exchanges === null) return {}
  const list = 'id' in exchanges ? [exchanges] : exchanges
  return list.length === 0 ? {} : { exchanges: list.map(({ id }) => id) }
}

/** The answer to a yes-or-no question: `expected` names the rule, `observed` what was seen, never a credential. */
export function judge(
  ok: boolean,
  expected: string,
  observed: string,
  exchanges: Exchange | readonly Exchange[] | null,
  attributed: Attribution = 'as',
): Answer {
  const said = { expected, observed, ...idsOf(exchanges) }
  return ok ? { kind: 'yes', ...said } : { kind: 'no', attributed, ...said }
}

/** `judge` for rules that may be broken in several ways at once: no problem is a yes. */
export function judgeProblems(
  problems: readonly string[],
  expected: string,
  good: string,
  exchanges: Exchange | readonly Exchange[] | null,
  attributed: Attribution = 'as',
): Answer {
  const shown = problems.slice(0, 8).join('; ')
  const more = problems.length > 8 ? `; and ${problems.length - 8} more` : ''
  return judge(problems.length === 0, expected, problems.length === 0 ? good : shown + more, exchanges, attributed)
}

/** The question does not arise, because of `reason`. */
export const notApplicable = (reason: string): Answer => ({ kind: 'not-applicable', reason })

/** The exchanges needed were not made or were not answered as the flow needs. */
export const unknown = (reason: string, attributed?: Attribution): Answer =>
  attributed === undefined ? { kind: 'unknown', reason } : { kind: 'unknown', reason, attributed }

/** What a check needs from the trace, or the answer it gives when that is not there. */
export type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly answer: Answer }

export const found = <T>(value: T): Read<T> => ({ ok: true, value })
export const missing = (answer: Answer): Read<never> => ({ ok: false, answer })
