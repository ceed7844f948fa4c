import { describe, expect, test } from 'vitest'
import { createRetryRule } from '../../src/run/retryAlone.ts'
import { run } from '../../src/run/run.ts'
import type { Entry } from '../../src/run/runner.ts'
import type { Exchange } from '../../src/wire/types.ts'
import { caseResult } from '../verdict/caseResult.ts'
import { type Fault, flakyRun } from './flakyRun.ts'

const refusal = { status: 400, body: '{"error":"invalid_request"}' }
const isPush = ({ label }: Exchange, caseId: string): boolean => label.caseId === caseId && label.step === 'par'
/** Cases whose honest pushes keep the server busy. */
const busy = ['par-without-*', 'par-long-state', 'par-nonce-of-64-characters', 'par-client-assertion-iat-*']

async function resultsOf(fault: Fault, concurrency: number) {
  const flaky = await flakyRun(busy, concurrency, fault)
  try {
    const { cases } = await run(flaky.input)
    return { byId: new Map(cases.map((one) => [one.id, one])), events: flaky.events, cases }
  } finally {
    await flaky.close()
  }
}

describe('a failure among other requests', () => {
  test('that does not come alone cannot be told, and both tries are reported', async () => {
    const fault: Fault = (exchange, beside) => (isPush(exchange, 'par-without-state') && beside > 1 ? refusal : null)
    const { byId, cases, events } = await resultsOf(fault, 8)
    const found = byId.get('par-without-state')
    expect(found).toMatchObject({ verdict: 'incomplete', attributed: 'as' })
    expect(found?.reason).toMatch(/^fails among other requests: .*refused at par.*; alone: pass: accepted/)
    expect(found?.tries?.map(({ verdict }) => verdict)).toEqual(['fail', 'pass'])
    expect(found?.findings.every(({ ok }) => ok)).toBe(true)
    // Evidence of both tries.
    expect(found?.exchanges.length).toBeGreaterThan(4)
    expect(cases.filter(({ verdict }) => !['pass', 'skip'].includes(verdict))).toHaveLength(1)
    const ends = events.filter((event) => event.kind === 'case-end')
    expect(ends.map(({ result }) => result.id).sort()).toEqual(cases.map(({ id }) => id).sort())
    expect(ends.find(({ result }) => result.id === 'par-without-state')?.result.verdict).toBe('incomplete')
  })

  test('that comes again alone stands', async () => {
    const { byId } = await resultsOf((exchange) => (isPush(exchange, 'par-without-state') ? refusal : null), 8)
    const found = byId.get('par-without-state')
    expect(found?.verdict).toBe('fail')
    expect(found?.tries?.map(({ verdict }) => verdict)).toEqual(['fail', 'fail'])
  })

  test('is not tried again where cases run one by one anyway', async () => {
    let pushes = 0
    const fault: Fault = (exchange) => (isPush(exchange, 'par-without-state') && ++pushes === 1 ? refusal : null)
    const { byId } = await resultsOf(fault, 1)
    expect(byId.get('par-without-state')).toMatchObject({ verdict: 'fail' })
    expect(byId.get('par-without-state')).not.toHaveProperty('tries')
    expect(pushes).toBe(1)
  })
})

describe('which cases are tried again', () => {
  const entry = (verdict: 'fail' | 'warn' | 'pass', more: Record<string, unknown> = {}): Entry => {
    const { kind = 'mutation', slow = false, transient = false } = more
    return {
      item: { case: { kind }, slow },
      outcome: { transient },
      result: caseResult('a', verdict),
      tries: [],
    } as unknown as Entry
  }

  test.each([
    ['a failure', entry('fail'), true],
    ['no answer', entry('pass', { transient: true }), true],
    ['a warning', entry('warn'), false],
    ['a check of exchanges that are over', entry('fail', { kind: 'check' }), false],
    ['a case that waits', entry('fail', { slow: true }), false],
  ])('%s', (_name, one, expected) => {
    expect(createRetryRule(8)(one)).toBe(expected)
  })

  test('only so many: a server that breaks everything is not asked everything twice', () => {
    const rule = createRetryRule(8)
    const again = Array.from({ length: 100 }, () => rule(entry('fail')))
    expect(again.filter(Boolean)).toHaveLength(25)
    expect(rule(entry('pass', { transient: true }))).toBe(true)
  })
})
