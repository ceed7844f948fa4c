import type { RunResult } from '../verdict/types.ts'
import { orderedJson } from './runJson.ts'
import type { EvidenceFacts } from './statementTypes.ts'
import type { Problem, VerifyOptions } from './verificationTypes.ts'

/** A clock that goes this much ahead is no fraud. */
const LEEWAY_MS = 5 * 60_000
const DAY_MS = 86_400_000

/** The facts about a run that its statement repeats, as text. */
const repeated: Readonly<Record<string, readonly [(facts: EvidenceFacts) => unknown, (result: RunResult) => unknown]>> =
  {
    'run.id': [({ run }) => run.id, ({ run }) => run.id],
    'run.finishedAt': [({ run }) => run.finishedAt, ({ run }) => run.finishedAt],
    'run.interrupted': [({ run }) => run.interrupted, ({ run }) => run.interrupted],
    'run.tool': [({ tool }) => tool, ({ run }) => run.tool],
    'run.profile': [({ profile }) => profile, ({ run }) => run.profile],
    'run.target': [({ target }) => target, ({ run }) => run.target],
    'run.organisation': [({ organisation }) => organisation, ({ run }) => run.organisation],
    'run.application': [({ application }) => application, ({ run }) => run.application],
    'run.environment': [({ environment }) => environment, ({ run }) => run.environment],
    'run.observedBy': [({ observedBy }) => observedBy, ({ run }) => run.observedBy ?? 'self'],
    'run.selection': [({ notCovered }) => notCovered.omitted, ({ run }) => run.selection],
    result: [({ result }) => result, ({ result }) => result],
    summary: [({ summary }) => summary, ({ summary }) => summary],
  }

/** What statement and `run.json` say differently; whoever signs could sign anything. */
export function checkRepeated(facts: EvidenceFacts, result: RunResult): readonly Problem[] {
  return Object.entries(repeated).flatMap(([where, [said, found]]) => {
    const [signed, written] = [orderedJson(said(facts)), orderedJson(found(result))]
    if (signed === written) return []
    const message = `"${where}" is ${written} in run.json, but ${signed} in the signed statement.`
    return [{ kind: 'contradiction' as const, file: 'run.json', where, message }]
  })
}

/** `summary` and `result` are counted from the cases; a folder that counts otherwise was made by hand. */
export function checkCounts({ cases, summary, result }: RunResult): readonly Problem[] {
  const count = (wanted: string): number =>
    cases.filter(({ verdict, waived }) => (waived === undefined ? verdict : 'waived') === wanted).length
  const wrong = Object.entries({ waived: 0, ...summary }).filter(([verdict, number]) => count(verdict) !== number)
  const problems = wrong.map(([verdict, number]): Problem => {
    const message = `"summary.${verdict}" is ${number}, but ${count(verdict)} of "cases" are so.`
    return { kind: 'contradiction', file: 'run.json', where: `summary.${verdict}`, message }
  })
  if (result !== 'conformant' || (count('fail') === 0 && count('incomplete') === 0)) return problems
  const message = `"result" is "conformant", but ${count('fail')} cases failed and ${count('incomplete')} are incomplete.`
  return [...problems, { kind: 'contradiction', file: 'run.json', where: 'result', message }]
}

const days = (ms: number): string => `${(ms / DAY_MS).toFixed(1)} days`

function checkAge(finishedAt: string, { now, maxAgeMs }: VerifyOptions): readonly Problem[] {
  const age = now - Date.parse(finishedAt)
  const wrong = (message: string): readonly Problem[] => [{ kind: 'age', file: null, where: null, message }]
  if (Number.isNaN(age)) return wrong(`the end of the run, "${finishedAt}", is no time.`)
  if (age < -LEEWAY_MS) return wrong(`the run ended in the future (${finishedAt}): one of the clocks is wrong.`)
  if (maxAgeMs === undefined || age <= maxAgeMs) return []
  return wrong(`the run ended ${days(age)} ago (${finishedAt}), at most ${days(maxAgeMs)} are allowed. Test again.`)
}

function checkProfile(
  seen: { readonly id: string; readonly digest: string },
  wanted: VerifyOptions['profile'],
): readonly Problem[] {
  if (wanted === undefined) return []
  const wrong = (message: string): readonly Problem[] => [{ kind: 'profile', file: null, where: null, message }]
  if (seen.id !== wanted.id) return wrong(`the run is of profile "${seen.id}", "${wanted.id}" is expected.`)
  if (wanted.digest === undefined || seen.digest === wanted.digest) return []
  return wrong(
    `the run is of another version of profile "${seen.id}": ${wanted.digest} expected, ${seen.digest} seen. Test again with the profile of today.`,
  )
}

/** Less than, equal to or greater than 0; what is no number counts as 0. */
function compareVersions(left: string, right: string): number {
  const parts = (version: string): readonly number[] =>
    version
      .split('-', 1)[0]
      ?.split('.')
      .map((part) => Number.parseInt(part, 10) || 0) ?? []
  const [a, b] = [parts(left), parts(right)]
  for (let n = 0; n < 3; n++) {
    const difference = (a[n] ?? 0) - (b[n] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

function checkTool(version: string, least: string | undefined): readonly Problem[] {
  if (least === undefined || compareVersions(version, least) >= 0) return []
  const message = `the run was made by fapi-assay ${version}, at least ${least} is expected. Test again with a newer one.`
  return [{ kind: 'tool', file: null, where: null, message }]
}

/** Freshness, profile and version of the program, from what the statement or else `run.json` says. */
export function checkTerms(
  { finishedAt, profile, tool }: Pick<RunResult['run'], 'finishedAt' | 'profile' | 'tool'>,
  options: VerifyOptions,
): readonly Problem[] {
  return [
    ...checkAge(finishedAt, options),
    ...checkProfile(profile, options.profile),
    ...checkTool(tool.version, options.minTool),
  ]
}
