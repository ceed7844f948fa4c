import { describe, expect, it } from 'vitest'
import { faults } from '../support/other-server/faults.ts'
import { faultTable } from './faultTable.ts'
import { notPassed, tryServer } from './tryServer.ts'

/** Trials that differ in more than the fault, with all cases that are to find one there. */
const settings = Map.groupBy(faultTable, ({ choices, variant, slow }) => JSON.stringify({ choices, variant, slow }))

describe('without its fault', () => {
  it.each([...settings])('nothing is said of %s', async (setting, known) => {
    const trial = JSON.parse(setting)
    // Where time jumps, cases are run one at a time.
    const all = [...new Set(known.flatMap(({ found }) => Object.keys(found)))]
    for (const only of trial.slow ? all.map((id) => [id]) : [all])
      expect(notPassed(await tryServer({ ...trial, only }))).toEqual({})
  })
})

describe('a fault that the sandbox does not have is found', () => {
  it('all of them are asked about', () => {
    expect([...new Set(faultTable.map(({ fault }) => fault))].sort()).toEqual(Object.keys(faults).sort())
  })

  it.each(faultTable.map((known) => [`${known.fault}: ${faults[known.fault]}`, known] as const))(
    '%s',
    async (_, { fault, found, ...trial }) => {
      const output = await tryServer({ ...trial, faults: [fault], only: Object.keys(found) })
      const said = notPassed(output)
      expect(Object.keys(said).sort()).toEqual(Object.keys(found).sort())
      for (const [id, words] of Object.entries(found)) {
        const [verdict, ...requirements] = words.split(' ')
        const [seen, ...broken] = said[id]?.split(' ') ?? []
        expect({ id, verdict: seen }).toEqual({ id, verdict })
        expect(broken).toEqual(expect.arrayContaining(requirements))
      }
    },
  )
})
