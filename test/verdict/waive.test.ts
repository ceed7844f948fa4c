import { describe, expect, it } from 'vitest'
import type { BaselineEntry } from '../../src/profile/baselineTypes.ts'
import { outcome, summarise } from '../../src/verdict/judge.ts'
import { endOfDay, hasExpired, waive } from '../../src/verdict/waive.ts'
import { caseResult, finding } from './caseResult.ts'

const entry = (more: Partial<BaselineEntry> = {}): BaselineEntry => ({
  case: 'par-x',
  variant: '*',
  requirement: null,
  reason: 'mended in release 4',
  owner: 'Ada',
  expires: '2026-06-30',
  line: 3,
  ...more,
})
const failed = caseResult('par-x', 'fail')
const waiver = { reason: 'mended in release 4', owner: 'Ada', expires: '2026-06-30' }

describe('waive', () => {
  it('marks a failure and leaves its verdict', () => {
    expect(waive(failed, [entry()])).toEqual({ ...failed, waived: waiver })
  })

  it.each([
    ['by glob', { case: 'par-*' }],
    ['in its variant', { variant: 'v1' }],
    ['in variants by glob', { variant: 'v*' }],
    ['by the requirement it breaks', { requirement: 'R-1' }],
  ] as const)('%s', (_name, more) => {
    expect(waive(failed, [entry(more)]).waived).toEqual(waiver)
  })

  it.each([
    ['another case', { case: 'par-xy' }],
    ['a part of its id', { case: 'par' }],
    ['another variant', { variant: 'v2' }],
    ['another requirement', { requirement: 'R-2' }],
  ] as const)('not by an entry about %s', (_name, more) => {
    expect(waive(failed, [entry(more)])).toBe(failed)
  })

  it('marks a warning by what it warns of, not by what it also has in order', () => {
    const warned = caseResult('par-x', 'warn')
    expect(waive(warned, [entry({ requirement: 'R-2' })]).waived).toEqual(waiver)
    expect(waive(warned, [entry({ requirement: 'R-1' })]).waived).toBeUndefined()
  })

  it.each(['pass', 'skip', 'incomplete'] as const)('never marks %s', (verdict) => {
    const found = [finding('R-1', false)]
    expect(waive(caseResult('par-x', verdict, { findings: found }), [entry()]).waived).toBeUndefined()
  })

  describe('a case with two broken requirements', () => {
    const two = caseResult('par-x', 'fail', { findings: [finding('R-1', false), finding('R-3', false)] })

    it('is not waived by an entry about one of them: the other one is news', () => {
      expect(waive(two, [entry({ requirement: 'R-1' })])).toBe(two)
    })

    it('is waived by entries about both, until the first of them ends', () => {
      const other = entry({ requirement: 'R-3', reason: 'by the vendor', owner: 'Bob', expires: '2026-05-01' })
      expect(waive(two, [entry({ requirement: 'R-1' }), other]).waived).toEqual({
        reason: 'mended in release 4; by the vendor',
        owner: 'Ada, Bob',
        expires: '2026-05-01',
      })
    })

    it('is waived by an entry about the whole case', () => {
      expect(waive(two, [entry({ requirement: 'R-1' }), entry()]).waived).toEqual(waiver)
    })
  })

  it('lets a broken recommendation beside a known failure be', () => {
    const both = caseResult('par-x', 'fail', { findings: [finding('R-1', false), finding('R-2', false, 'should')] })
    expect(waive(both, [entry({ requirement: 'R-1' })]).waived).toEqual(waiver)
  })
})

describe('what is waived', () => {
  const cases = [caseResult('a', 'pass'), waive(failed, [entry()]), caseResult('b', 'warn')]

  it('is counted by itself', () => {
    expect(summarise(cases)).toEqual({ pass: 1, warn: 1, fail: 0, skip: 0, incomplete: 0, waived: 1 })
    expect(summarise([caseResult('a', 'pass')])).not.toHaveProperty('waived')
  })

  it('does not decide, and is no pass', () => {
    expect(outcome(summarise(cases))).toBe('conformant')
    expect(outcome(summarise([...cases, caseResult('c', 'fail')]))).toBe('non-conformant')
    expect(outcome(summarise(cases.slice(1)))).toBe('incomplete')
  })
})

describe('expiry', () => {
  it('comes when the last day has passed, in UTC', () => {
    expect(endOfDay('2026-06-30')).toBe(Date.UTC(2026, 6, 1) - 1)
    expect(hasExpired(entry(), Date.UTC(2026, 5, 30, 23, 59, 59))).toBe(false)
    expect(hasExpired(entry(), Date.UTC(2026, 6, 1))).toBe(true)
  })
})
