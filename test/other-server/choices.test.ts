import { describe, expect, it } from 'vitest'
import { choiceTable } from './choices.ts'
import { notPassed, tryServer } from './tryServer.ts'

describe('a conformant server is judged by the clauses alone, whatever it chooses', () => {
  it.each(choiceTable.map((choice) => [choice.what, choice] as const))('%s', async (_, choice) => {
    const output = await tryServer({ ...choice, only: [...choice.only, 'honest-flow*'] })
    const other = notPassed(output)
    const skipped = Object.keys(other).filter((id) => other[id] === 'skip')
    expect(Object.fromEntries(Object.entries(other).filter(([, said]) => said !== 'skip'))).toEqual(choice.said ?? {})
    expect(skipped).toEqual(expect.arrayContaining([...(choice.skips ?? [])]))
    expect(output.cases.filter(({ verdict }) => verdict === 'pass').length).toBeGreaterThan(0)
  })
})
