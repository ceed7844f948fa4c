import type { CaseResult, Outcome, RunResult, Summary, Verdict, Waiver } from '../verdict/types.ts'

/** How a verdict is named and drawn; the mark is there because colour alone tells some readers nothing. */
export interface VerdictWords {
  readonly word: string
  readonly mark: string
  /** Heading over all cases of this verdict. */
  readonly heading: string
}

/** What a result is shown as: its verdict, or that a baseline knows it. */
export type Look = Verdict | 'waived'

export const lookOf = ({ verdict, waived }: CaseResult): Look => (waived === undefined ? verdict : 'waived')

/** In the order in which reports show them. */
export const verdictWords: Readonly<Record<Look, VerdictWords>> = {
  fail: { word: 'Fail', mark: '✕', heading: 'Failures' },
  incomplete: { word: 'Incomplete', mark: '?', heading: 'Could not be tested' },
  waived: { word: 'Waived', mark: '~', heading: 'Waived, known to the baseline' },
  warn: { word: 'Warning', mark: '!', heading: 'Warnings' },
  pass: { word: 'Pass', mark: '✓', heading: 'Passed' },
  skip: { word: 'Skipped', mark: '–', heading: 'Not applicable' },
}

export const looks = Object.keys(verdictWords) as readonly Look[]

/** What a summary counts, in the order of reports; `waived` only where something is. */
export function counted(summary: Summary): readonly { readonly look: Look; readonly number: number }[] {
  return looks
    .map((look) => ({ look, number: summary[look] ?? 0 }))
    .filter(({ look, number }) => look !== 'waived' || number > 0)
}

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
  readonly advice: string
  /** Exit code of `assay run` and what it stands for. */
  readonly exit: string
}

/** A failure of the baseline itself, not of the server. */
const isBaselineFault = ({ id, attributed }: CaseResult): boolean =>
  attributed === 'config' && /^baseline-entry-\d+$/.test(id)

/** What is waived, and until when at the latest; empty where nothing is. */
function waivedWords({ cases, summary }: RunResult): string {
  const ends = cases.flatMap(({ waived }) => waived?.expires ?? []).sort()
  const number = summary.waived ?? 0
  if (number === 0) return ''
  return ` ${count(number, 'known failure is', 'known failures are')} waived; the first waiver ends on ${ends[0] ?? 'a day not recorded'}.`
}

const allMet = ({ summary }: RunResult): string =>
  summary.warn === 0
    ? 'Every requirement that this run tested is met.'
    : `Every mandatory requirement that this run tested is met; ${count(summary.warn, 'recommendation is', 'recommendations are')} not followed.`

function conformantWords(result: RunResult): OutcomeWords {
  const exit = '0 (conformant)'
  if ((result.summary.waived ?? 0) === 0) {
    const advice =
      'Keep the run folder as evidence. Test again after every change to the server and before the result expires.'
    return { title: 'Conformant', meaning: allMet(result), advice, exit }
  }
  return {
    title: 'Conformant but for what is waived',
    meaning: `Nothing else is broken.${waivedWords(result)}`,
    advice:
      'Mend what is waived before its waivers end, and take it out of the baseline. A waived failure is none the less a failure.',
    exit,
  }
}

function brokenWords(result: RunResult): OutcomeWords {
  const stale = result.cases.filter(isBaselineFault).length
  const broken = result.summary.fail - stale
  const sentences = [
    ...(broken > 0 ? [`${count(broken, 'case shows', 'cases show')} that a mandatory requirement is broken.`] : []),
    ...(stale > 0
      ? [`${count(stale, 'entry', 'entries')} of the baseline ${stale === 1 ? 'has' : 'have'} to be tended.`]
      : []),
  ]
  const advice =
    broken > 0
      ? 'Go through the failures: each says what was sent, what came back, which clause asks for something else, and how to fix it. Then run again.'
      : 'Change the baseline as each failure says. Then run again.'
  const meaning = `${sentences.join(' ')}${waivedWords(result)}`
  return { title: 'Not conformant', meaning, advice, exit: '1 (not conformant)' }
}

function undecidedWords(result: RunResult): OutcomeWords {
  const { incomplete } = result.summary
  const meaning =
    incomplete > 0
      ? `No requirement was found broken, but ${count(incomplete, 'case')} could not be tested, so conformance is not shown.`
      : 'No case gave an answer, so conformance is not shown.'
  return {
    title: 'Could not decide',
    meaning: `${meaning}${waivedWords(result)}`,
    advice: 'Remove what stopped these cases (each says what it was), then run again.',
    exit: '3 (could not decide)',
  }
}

const outcomes: Readonly<Record<Outcome, (result: RunResult) => OutcomeWords>> = {
  conformant: conformantWords,
  'non-conformant': brokenWords,
  incomplete: undecidedWords,
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

/** One line about a waiver. */
export const waiverWords = ({ reason, owner, expires }: Waiver): string => `until ${expires}, ${owner}: ${reason}`

/** What each try of a case came to, one line each, or one line where they agree; empty where it was run once. */
export function triesWords({ tries = [] }: CaseResult): readonly string[] {
  const [first] = tries
  if (first === undefined) return []
  if (tries.every(({ verdict }) => verdict === first.verdict)) return [`${tries.length} times ${first.verdict}`]
  return tries.map(({ verdict, reason }, index) => `${index + 1}. ${verdict}: ${reason}`)
}

/** That the plan was run several times; empty where it was run once. */
export const repeatWords = ({ run }: RunResult): readonly string[] =>
  run.repeats === undefined
    ? []
    : [`The plan was run ${run.repeats} times; a case whose verdicts differed is incomplete.`]
