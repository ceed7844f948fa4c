import { describe, expect, it } from 'vitest'
import { takeTurns } from '../../src/login/takeTurns.ts'
import type { LoginDriver, Visit, VisitOutcome } from '../../src/login/types.ts'

/** A driver whose visits end when they are told to; counts how many are under way. */
function driver() {
  const ends: ((outcome: VisitOutcome | Error) => void)[] = []
  const visit = (): Promise<VisitOutcome> =>
    new Promise((resolve, reject) => {
      ends.push((outcome) => (outcome instanceof Error ? reject(outcome) : resolve(outcome)))
    })
  const turns = takeTurns({ visit } as unknown as LoginDriver)
  return { turns, ends }
}

const visit = {} as Visit
const outcome: VisitOutcome = { kind: 'network', message: 'x', exchanges: [] }
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('visits', () => {
  it('run beside each other', async () => {
    const { turns, ends } = driver()
    const both = [turns.visit(visit), turns.visit(visit)]
    expect(ends.length).toBe(2)
    for (const end of ends) end(outcome)
    await Promise.all(both)
  })

  it('take turns once that is asked for, also behind one that failed', async () => {
    const { turns, ends } = driver()
    turns.oneAtATime()
    const three = [turns.visit(visit), turns.visit(visit), turns.visit(visit)]
    await settle()
    expect(ends.length).toBe(1)
    ends[0]?.(new Error('the browser crashed'))
    await expect(three[0]).rejects.toThrow('crashed')
    await settle()
    expect(ends.length).toBe(2)
    ends[1]?.(outcome)
    await settle()
    expect(ends.length).toBe(3)
    ends[2]?.(outcome)
    expect(await three[2]).toBe(outcome)
  })
})
