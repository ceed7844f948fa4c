import { describe, expect, test } from 'vitest'
import { runRepeatedly } from '../../src/run/runRepeatedly.ts'
import type { Exchange } from '../../src/wire/types.ts'
import { flakyRun } from './flakyRun.ts'

const refusal = { status: 400, body: '{"error":"invalid_request"}' }
const only = ['par-without-state', 'par-long-state']
const isPush = ({ label }: Exchange): boolean => label.caseId === 'par-without-state' && label.step === 'par'

describe('a plan that is run several times', () => {
  test('tells which verdicts differ, and keeps what the others sent only once', async () => {
    let round = 0
    const flaky = await flakyRun(only, 1, (exchange) => (isPush(exchange) && ++round === 2 ? refusal : null))
    const output = await runRepeatedly(flaky.input, 3)
    const [unstable, stable] = only.map((id) => output.cases.find((one) => one.id === id))
    expect(unstable).toMatchObject({ verdict: 'incomplete', attributed: 'as' })
    expect(unstable?.reason).toMatch(/^3 runs did not agree: pass, fail, pass\. pass: accepted.*; fail: /)
    expect(unstable?.tries?.map(({ verdict }) => verdict)).toEqual(['pass', 'fail', 'pass'])
    expect(stable).toMatchObject({ verdict: 'pass' })
    expect(stable).not.toHaveProperty('tries')
    expect(output).toMatchObject({ repeats: 3, interrupted: false })

    const { exchanges } = flaky.input.wire
    const pushes = (id: string) => exchanges.filter(({ label }) => label.caseId === id && label.step === 'par')
    expect(pushes('par-long-state')).toHaveLength(1)
    expect(pushes('par-without-state')).toHaveLength(2)
    const kept = new Set(exchanges.map(({ id }) => id))
    expect(output.cases.flatMap((one) => one.exchanges).filter((id) => !kept.has(id))).toEqual([])

    const ends = flaky.events.filter((event) => event.kind === 'case-end')
    expect(ends.map(({ done, total }) => `${done}/${total}`)).toEqual(['1/6', '2/6', '3/6', '4/6', '5/6', '6/6'])
    expect(flaky.events.filter((event) => event.kind === 'note').map(({ text }) => text)).toEqual([
      'round 2 of 3: 1 verdict differs from the first round',
      'round 3 of 3: 0 verdicts differ from the first round',
    ])
    await flaky.close()
  })

  test('counts the whole rounds when it is interrupted', async () => {
    const abort = new AbortController()
    let pushes = 0
    const flaky = await flakyRun(only, 1, (exchange) => {
      if (isPush(exchange) && ++pushes === 3) abort.abort()
      return null
    })
    const output = await runRepeatedly({ ...flaky.input, signal: abort.signal }, 5)
    expect(output).toMatchObject({ repeats: 2, interrupted: true })
    expect(output.cases.map(({ verdict }) => verdict)).toEqual(['pass', 'pass'])
    await flaky.close()
  })
})
