import type { CaseResult, Finding, Verdict } from '../../src/verdict/types.ts'

export const finding = (requirement: string, ok: boolean, level: Finding['level'] = 'must'): Finding => ({
  requirement,
  level,
  ok,
  expected: 'refused',
  observed: ok ? 'refused' : 'accepted',
})

/** A result as a run leaves it: a failure has a broken must, a warning a broken should. */
export function caseResult(id: string, verdict: Verdict, more: Partial<CaseResult> = {}): CaseResult {
  const findings: Partial<Record<Verdict, readonly Finding[]>> = {
    pass: [finding('R-1', true)],
    fail: [finding('R-1', false)],
    warn: [finding('R-1', true), finding('R-2', false, 'should')],
  }
  return {
    id,
    variant: 'v1',
    title: id,
    refs: ['R-1'],
    verdict,
    reason: `${verdict} of ${id}`,
    attributed: verdict === 'fail' || verdict === 'warn' ? 'as' : null,
    step: 'par',
    durationMs: 1,
    startMs: 0,
    exchanges: [],
    control: null,
    findings: findings[verdict] ?? [],
    ...more,
  }
}
