import type { Attribution } from '../checks/types.ts'
import type { CaseResult, Finding, Outcome, Summary, Verdict } from './types.ts'

/** What is known about one case once it has been run. */
export interface Judgeable {
  readonly findings: readonly Finding[]
  /** Not applicable, because ... */
  readonly skip: string | null
  /** It could not be told, because ... Outweighs passing findings, never a failing one. */
  readonly incomplete: { readonly reason: string; readonly attributed: Attribution } | null
  /** Whose fault a failing finding is. */
  readonly blame: Attribution
}

export interface Judgement {
  readonly verdict: Verdict
  readonly reason: string
  readonly attributed: Attribution | null
}

const weight = { must: 'fail', should: 'warn', may: 'pass' } as const

const describe = (finding: Finding): string =>
  `${finding.requirement}: expected ${finding.expected}; observed ${finding.observed}`

/**
 * The only place where findings become a verdict. The level of the requirement decides: a broken `must` fails, a broken
 * `should` warns, a `may` is a note. No finding and no reason is `incomplete`: nothing was tested.
 */
export function judge(input: Judgeable): Judgement {
  const broken = input.findings.filter((finding) => !finding.ok)
  const failing = broken.find((finding) => weight[finding.level] === 'fail')
  if (failing) return { verdict: 'fail', reason: describe(failing), attributed: input.blame }
  if (input.incomplete) return { verdict: 'incomplete', ...input.incomplete }
  if (input.skip !== null) return { verdict: 'skip', reason: input.skip, attributed: null }
  if (input.findings.length === 0)
    return { verdict: 'incomplete', reason: 'nothing was found out', attributed: 'harness' }
  const warning = broken.find((finding) => weight[finding.level] === 'warn')
  if (warning) return { verdict: 'warn', reason: describe(warning), attributed: input.blame }
  const note = broken[0]
  return {
    verdict: 'pass',
    reason: note ? `note: ${describe(note)}` : (input.findings[0]?.observed ?? ''),
    attributed: null,
  }
}

/** Counts per verdict; `waived` is there only where something is waived. */
export function summarise(cases: readonly CaseResult[]): Summary {
  const counts: Record<Verdict, number> = { pass: 0, warn: 0, fail: 0, skip: 0, incomplete: 0 }
  const counted = cases.filter((result) => result.waived === undefined)
  for (const { verdict } of counted) counts[verdict]++
  const waived = cases.length - counted.length
  return waived === 0 ? counts : { ...counts, waived }
}

/** The result of a run: any failure decides; then anything incomplete; a run that proved nothing is incomplete too. */
export function outcome(summary: Summary): Outcome {
  if (summary.fail > 0) return 'non-conformant'
  return summary.incomplete > 0 || summary.pass === 0 ? 'incomplete' : 'conformant'
}

export type ExitCode = 0 | 1 | 3 | 130

/** Exit code of `assay run` (design: public contract). */
export function exitCode(result: Outcome, interrupted: boolean): ExitCode {
  if (interrupted) return 130
  return result === 'conformant' ? 0 : result === 'non-conformant' ? 1 : 3
}
