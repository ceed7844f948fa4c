import type { CaseResult } from '../verdict/types.ts'

const MOST = 20

/** What failed or could not be told, one line per case, the first ones; waived failures are somebody's already. */
export function fleetComplaints(cases: readonly CaseResult[]): readonly string[] {
  const bad = (['fail', 'incomplete'] as const).flatMap((verdict) =>
    cases.filter((one) => one.verdict === verdict && one.waived === undefined),
  )
  const lines = bad.slice(0, MOST).map(({ verdict, id, variant, reason }) => `${verdict} ${id} [${variant}]: ${reason}`)
  return bad.length > MOST ? [...lines, `and ${bad.length - MOST} more`] : lines
}
