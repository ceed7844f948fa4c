import { describe, expect, test } from 'vitest'
import { exitCode, judge, outcome } from '../../src/verdict/judge.ts'
import type { Finding } from '../../src/verdict/types.ts'

const finding = (level: Finding['level'], ok: boolean): Finding => ({
  requirement: `R-${level}`,
  level,
  ok,
  expected: 'e',
  observed: 'o',
})
const input = (findings: Finding[], more: Partial<Parameters<typeof judge>[0]> = {}) => ({
  findings,
  skip: null,
  incomplete: null,
  blame: 'as' as const,
  ...more,
})
const unknown = { reason: 'no answer', attributed: 'network' as const }

describe('judge', () => {
  test.each([
    ['must', 'fail'],
    ['should', 'warn'],
    ['may', 'pass'],
  ] as const)('a broken %s is %s', (level, verdict) => {
    expect(judge(input([finding('must', true), finding(level, false)])).verdict).toBe(verdict)
  })

  test('nothing found out is incomplete, never a pass', () => {
    expect(judge(input([]))).toEqual({ verdict: 'incomplete', reason: 'nothing was found out', attributed: 'harness' })
  })

  test('what could not be told outweighs passing findings', () => {
    expect(judge(input([finding('must', true)], { incomplete: unknown })).verdict).toBe('incomplete')
    expect(judge(input([finding('should', false)], { incomplete: unknown })).verdict).toBe('incomplete')
  })

  test('a failure outweighs what could not be told', () => {
    expect(judge(input([finding('must', false)], { incomplete: unknown }))).toEqual({
      verdict: 'fail',
      reason: 'R-must: expected e; observed o',
      attributed: 'as',
    })
  })

  test('not applicable is a skip with its reason and nobody to blame', () => {
    expect(judge(input([], { skip: 'not applicable: x' }))).toEqual({
      verdict: 'skip',
      reason: 'not applicable: x',
      attributed: null,
    })
  })

  test('what could not be told is never a skip', () => {
    expect(judge(input([], { skip: 'not applicable: x', incomplete: unknown })).verdict).toBe('incomplete')
  })
})

describe('outcome and exit code', () => {
  const counts = { pass: 1, warn: 0, fail: 0, skip: 0, incomplete: 0 }
  test.each([
    [counts, 'conformant', 0],
    [{ ...counts, warn: 3, skip: 2 }, 'conformant', 0],
    [{ ...counts, incomplete: 1 }, 'incomplete', 3],
    [{ ...counts, incomplete: 1, fail: 1 }, 'non-conformant', 1],
    [{ ...counts, pass: 0, skip: 5 }, 'incomplete', 3],
    [{ ...counts, pass: 0 }, 'incomplete', 3],
  ] as const)('%j is %s, exit %i', (summary, result, code) => {
    expect(outcome(summary)).toBe(result)
    expect(exitCode(result, false)).toBe(code)
  })

  test('an interrupted run exits 130 whatever it found', () => {
    expect(exitCode('conformant', true)).toBe(130)
    expect(exitCode('non-conformant', true)).toBe(130)
  })
})
