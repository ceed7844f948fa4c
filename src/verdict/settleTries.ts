import type { Attribution } from '../checks/types.ts'
import type { Judgement } from './judge.ts'
import type { CaseResult, Try, Verdict } from './types.ts'

export const tryOf = ({ verdict, reason }: CaseResult): Try => ({ verdict, reason })

/** Answers about the server; that it could not be told is none. */
const answers: readonly Verdict[] = ['pass', 'warn', 'skip']

/**
 * What a failure is worth that was seen while other requests were under way, once the case has been run again alone: null
 * means that the first answer stands. A server that fails only under load has not been shown to break the rule, and not to
 * keep it either.
 */
export function unstableAlone(first: CaseResult, alone: CaseResult): Judgement | null {
  if (first.verdict !== 'fail' || !answers.includes(alone.verdict)) return null
  const reason = `fails among other requests: ${first.reason}; alone: ${alone.verdict}: ${alone.reason}`
  return { verdict: 'incomplete', reason, attributed: first.attributed ?? 'as' }
}

const party = (results: readonly CaseResult[]): Attribution =>
  results.map(({ attributed }) => attributed).find((one) => one !== null) ?? 'as'

/** Verdicts in order of running, equal neighbours counted: `3 x pass, fail, pass`. */
function sequence(verdicts: readonly Verdict[]): string {
  const runs: { verdict: Verdict; count: number }[] = []
  for (const verdict of verdicts) {
    const last = runs.at(-1)
    if (last?.verdict === verdict) last.count++
    else runs.push({ verdict, count: 1 })
  }
  return runs.map(({ verdict, count }) => (count === 1 ? verdict : `${count} x ${verdict}`)).join(', ')
}

/**
 * One result for a case that was run several times: the first one if all verdicts are the same, else `incomplete` with all
 * of them.
 * @param results of the same case in the same variant, in order of running; at least one
 */
export function settleRepeats(first: CaseResult, others: readonly CaseResult[]): CaseResult {
  const all = [first, ...others]
  const odd = others.find(({ verdict }) => verdict !== first.verdict)
  if (odd === undefined) return first
  const verdicts = sequence(all.map(({ verdict }) => verdict))
  return {
    ...first,
    verdict: 'incomplete',
    reason: `${all.length} runs did not agree: ${verdicts}. ${first.verdict}: ${first.reason}; ${odd.verdict}: ${odd.reason}`,
    attributed: party([odd, ...all]),
    step: odd.step ?? first.step,
    exchanges: [...new Set([...first.exchanges, ...odd.exchanges])],
    // A finding that one run made and another denied is none.
    findings: [],
    tries: all.map(tryOf),
  }
}
