import type { RecordedRun } from '../evidence/types.ts'
import type { CaseResult } from '../verdict/types.ts'
import type { Fact } from './types.ts'

/** The verdict, and the requirements that its findings say are broken: a case may fail for another reason than before. */
function verdictOf({ verdict, findings, waived }: CaseResult): string {
  const broken = new Set(findings.filter(({ ok }) => !ok).map(({ requirement }) => requirement))
  const about = broken.size === 0 ? '' : ` (${[...broken].sort().join(', ')})`
  return `${verdict}${waived ? ', waived' : ''}${about}`
}

/** The result of the run and the verdict of each case. */
export function verdictFacts({ result: { result, cases } }: RecordedRun): Fact[] {
  return [
    { area: 'result', where: 'run', value: result },
    ...cases.map((one): Fact => ({ area: 'verdict', where: `${one.id} [${one.variant}]`, value: verdictOf(one) })),
  ]
}

/** What the runs were made with. */
export function settingFacts({ result: { run } }: RecordedRun): Fact[] {
  const fact = (where: string, value: string): Fact => ({ area: 'setting', where, value })
  return [
    fact('profile', `${run.profile.id} ${run.profile.digest}`),
    fact('suites', run.suiteDigest),
    fact('tool', run.tool.version),
    fact('baseline', run.baseline?.digest ?? 'none'),
    fact('environment', run.environment),
    ...run.accommodations.map(({ name }) => fact(`accommodation ${name}`, 'used')),
  ]
}
