import type { CaseResult, Outcome, RunResult, Verdict } from '../verdict/types.ts'

/** How a verdict is named and drawn; the mark is there because colour alone tells some readers nothing. */
export interface VerdictWords {
  readonly word: string
  readonly mark: string
  /** Heading over all cases of this verdict. */
  readonly heading: string
}

/** In the order in which reports show them. */
export const verdictWords: Readonly<Record<Verdict, VerdictWords>> = {
  fail: { word: 'Fail', mark: '✕', heading: 'Failures' },
  incomplete: { word: 'Incomplete', mark: '?', heading: 'Could not be tested' },
  warn: { word: 'Warning', mark: '!', heading: 'Warnings' },
  pass: { word: 'Pass', mark: '✓', heading: 'Passed' },
  skip: { word: 'Skipped', mark: '–', heading: 'Not applicable' },
}

export const verdicts = Object.keys(verdictWords) as readonly Verdict[]

const attributions: Readonly<Record<NonNullable<CaseResult['attributed']>, string>> = {
  as: 'authorization server',
  rs: 'resource server',
  directory: 'directory',
  network: 'network',
  config: 'target file or login',
  harness: 'Assay itself',
}

/** Whose fault it is, in words; null where nobody's. */
export function attributionWord(attributed: CaseResult['attributed']): string | null {
  return attributed === null ? null : (attributions[attributed] ?? attributed)
}

const steps: Readonly<Record<string, string>> = {
  discovery: 'discovery',
  jwks: 'JWK set',
  par: 'pushed authorization request',
  authorize: 'authorization',
  login: 'login',
  token: 'token request',
  resource: 'resource request',
  userinfo: 'userinfo request',
  refresh: 'refresh',
  introspect: 'introspection',
  introspect_jwt: 'signed introspection',
  revoke: 'revocation',
  tls: 'TLS',
}

export function stepWord(step: string): string {
  return (Object.hasOwn(steps, step) ? steps[step] : undefined) ?? step
}

/** `3 cases`, `1 case`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`
}

export interface OutcomeWords {
  readonly title: string
  readonly meaning: string
  readonly todo: string
  /** Exit code of `assay run` and what it stands for. */
  readonly exit: string
}

type Facts = Pick<RunResult, 'summary' | 'run'>

const outcomes: Readonly<Record<Outcome, (facts: Facts) => OutcomeWords>> = {
  conformant: ({ summary }) => ({
    title: 'Conformant',
    meaning:
      summary.warn === 0
        ? 'Every requirement that this run tested is met.'
        : `Every mandatory requirement that this run tested is met; ${count(summary.warn, 'recommendation is', 'recommendations are')} not followed.`,
    todo: 'Keep the run folder as evidence. Test again after every change to the server and before the result expires.',
    exit: '0 (conformant)',
  }),
  'non-conformant': ({ summary }) => ({
    title: 'Not conformant',
    meaning: `${count(summary.fail, 'case shows', 'cases show')} that a mandatory requirement is broken.`,
    todo: 'Go through the failures: each says what was sent, what came back, which clause asks for something else, and how to fix it. Then run again.',
    exit: '1 (not conformant)',
  }),
  incomplete: ({ summary }) => ({
    title: 'Could not decide',
    meaning:
      summary.incomplete > 0
        ? `No requirement was found broken, but ${count(summary.incomplete, 'case')} could not be tested, so conformance is not shown.`
        : 'No case gave an answer, so conformance is not shown.',
    todo: 'Remove what stopped these cases (each says what it was), then run again.',
    exit: '3 (could not decide)',
  }),
}

/** What the result of a run means and what to do next. */
export function outcomeWords(result: RunResult): OutcomeWords {
  const words = outcomes[result.result](result)
  return result.run.interrupted ? { ...words, exit: '130 (interrupted)' } : words
}

/** Why a run says less than a whole one would; empty for a whole run. */
export function limitations({ run }: RunResult): string[] {
  const { only, slow, omitted } = run.selection
  const left = omitted === 0 ? '' : ` (${count(omitted, 'case')} left out)`
  return [
    ...(run.interrupted ? ['The run was interrupted: it holds what was done until then.'] : []),
    ...(only.length === 0 ? [] : [`Only cases matching ${only.join(', ')} were run${left}.`]),
    ...(slow ? [] : [`Cases that wait for something to expire were not run${only.length === 0 ? left : ''}.`]),
  ]
}

/** How far the suite of a run is proven to notice faults, e.g. `612 of 612 cases`; null where the run does not say. */
export function proofWords({ run }: RunResult): string | null {
  const { suiteProof: proof } = run
  if (proof === undefined) return null
  if (!proof.current) return 'not proven for this version of the suite'
  return `${proof.proven} of ${count(proof.cases, 'case')}`
}
