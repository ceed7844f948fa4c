import { describe, expect, it } from 'vitest'
import type { BaselineEntry } from '../../src/profile/baselineTypes.ts'
import { baselineFaults } from '../../src/verdict/baselineFaults.ts'
import type { CaseResult } from '../../src/verdict/types.ts'
import { caseResult, finding } from './caseResult.ts'

const now = Date.UTC(2026, 0, 1)
const planned = ['par-x', 'par-y', 'token-x'].flatMap((id) => ['v1', 'v2'].map((variant) => ({ id, variant })))

function faults(entry: Partial<BaselineEntry>, results: readonly CaseResult[]): readonly CaseResult[] {
  const whole = { case: 'par-x', variant: '*', requirement: null, reason: 'r', owner: 'Ada', expires: '2026-06-30' }
  const baseline = { id: 'acme', entries: [{ ...whole, line: 7, ...entry }], file: 'b.yaml', digest: '' }
  return baselineFaults(baseline, results, planned, now)
}
const reasons = (entry: Partial<BaselineEntry>, results: readonly CaseResult[]): readonly string[] =>
  faults(entry, results).map(({ reason }) => reason)
const both = (verdict1: CaseResult['verdict'], verdict2: CaseResult['verdict']): CaseResult[] => [
  caseResult('par-x', verdict1),
  caseResult('par-x', verdict2, { variant: 'v2' }),
]

describe('an entry', () => {
  it.each([
    ['fails in one variant', both('pass', 'fail')],
    ['warns', both('warn', 'warn')],
  ])('is in use while a case it is about %s', (_name, results) => {
    expect(faults({}, results)).toEqual([])
  })

  it('whose cases no longer fail is a failure of the run', () => {
    expect(faults({}, both('pass', 'skip'))).toEqual([
      {
        id: 'baseline-entry-1',
        variant: '*',
        title: 'Entry 1 of baseline acme is in use',
        refs: [],
        verdict: 'fail',
        reason:
          'baseline acme, line 7, par-x: nothing it is about fails any more (1 pass, 1 skip): remove the entry from the baseline',
        attributed: 'config',
        step: null,
        durationMs: 0,
        startMs: 0,
        exchanges: [],
        control: null,
        findings: [],
      },
    ])
  })

  it('about a requirement is of no use where the case fails for another one', () => {
    expect(reasons({ requirement: 'R-9' }, both('fail', 'fail'))).toEqual([
      'baseline acme, line 7, par-x: no finding of R-9 fails any more (2 fail): remove the entry from the baseline',
    ])
    const other = caseResult('par-x', 'fail', { findings: [finding('R-1', false), finding('R-9', false)] })
    expect(faults({ requirement: 'R-9', variant: 'v1' }, [other])).toEqual([])
  })

  it('that has expired fails the run, whether its case still fails or not', () => {
    for (const verdict of ['fail', 'pass'] as const) {
      expect(reasons({ expires: '2025-12-31' }, both(verdict, verdict))).toEqual([
        'baseline acme, line 7, par-x: it expired on 2025-12-31: have the server mended and remove the entry from the baseline, or agree on a later date with Ada',
      ])
    }
  })

  it.each([
    ['case', { case: 'par-z' }, 'par-z'],
    ['variant', { variant: 'v3' }, 'par-x in v3'],
  ])('that matches no %s fails the run, also a partial one', (_name, entry, about) => {
    for (const results of [both('fail', 'fail'), []]) {
      expect(reasons(entry, results)).toEqual([
        `baseline acme, line 7, ${about}: it matches no case of this profile and target: correct "case" or "variant" ("assay list" shows all cases), or remove the entry from the baseline`,
      ])
    }
  })

  it('is not called useless for a case that was left out of the run', () => {
    expect(faults({}, [])).toEqual([])
    expect(faults({ case: 'par-*' }, both('pass', 'pass'))).toEqual([])
    expect(faults({ case: 'par-*' }, [...both('pass', 'pass'), caseResult('par-y', 'pass')])).toEqual([])
  })

  it('is not called useless for a case without an answer', () => {
    expect(faults({}, both('pass', 'incomplete'))).toEqual([])
  })

  it('has its number in the id', () => {
    const entry = { case: 'none', variant: '*', requirement: null, reason: 'r', owner: 'o', expires: '2026-06-30' }
    const entries = [1, 2, 3].map((line) => ({ ...entry, line, case: line === 2 ? 'par-x' : 'none' }))
    const found = baselineFaults({ id: 'b', entries, file: '', digest: '' }, both('fail', 'fail'), planned, now)
    expect(found.map(({ id }) => id)).toEqual(['baseline-entry-1', 'baseline-entry-3'])
  })
})
