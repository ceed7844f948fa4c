import { describe, expect, it } from 'vitest'
import { settleRepeats, unstableAlone } from '../../src/verdict/settleTries.ts'
import { caseResult } from './caseResult.ts'

describe('a failure that was tried again alone', () => {
  it.each(['pass', 'warn', 'skip'] as const)('cannot be told where it came to %s alone', (verdict) => {
    expect(unstableAlone(caseResult('a', 'fail'), caseResult('a', verdict))).toEqual({
      verdict: 'incomplete',
      reason: `fails among other requests: fail of a; alone: ${verdict}: ${verdict} of a`,
      attributed: 'as',
    })
  })

  it.each(['fail', 'incomplete'] as const)('stands where it came to %s alone', (verdict) => {
    expect(unstableAlone(caseResult('a', 'fail'), caseResult('a', verdict))).toBeNull()
  })

  it('nothing else is made milder', () => {
    expect(unstableAlone(caseResult('a', 'warn'), caseResult('a', 'pass'))).toBeNull()
    expect(unstableAlone(caseResult('a', 'pass'), caseResult('a', 'fail'))).toBeNull()
  })
})

describe('a case that was run several times', () => {
  it.each(['pass', 'warn', 'fail', 'skip', 'incomplete'] as const)('keeps its %s if all agree', (verdict) => {
    const first = caseResult('a', verdict)
    expect(settleRepeats(first, [caseResult('a', verdict, { reason: 'other' }), first])).toBe(first)
  })

  it('is incomplete if they do not, with all verdicts, and without findings', () => {
    const runs = (['pass', 'pass', 'pass', 'fail', 'pass'] as const).map((verdict, n) =>
      caseResult('a', verdict, { exchanges: [`x${n}`] }),
    )
    const [first, ...others] = runs
    if (!first) throw new Error('no run')
    expect(settleRepeats(first, others)).toMatchObject({
      verdict: 'incomplete',
      reason: '5 runs did not agree: 3 x pass, fail, pass. pass: pass of a; fail: fail of a',
      attributed: 'as',
      exchanges: ['x0', 'x3'],
      findings: [],
      tries: runs.map(({ verdict, reason }) => ({ verdict, reason })),
    })
  })

  it('is blamed on whom the odd run names', () => {
    const odd = caseResult('a', 'incomplete', { attributed: 'network' })
    expect(settleRepeats(caseResult('a', 'pass'), [odd]).attributed).toBe('network')
    expect(settleRepeats(caseResult('a', 'pass'), [caseResult('a', 'skip')]).attributed).toBe('as')
  })
})
