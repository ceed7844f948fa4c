import { expect, it } from 'vitest'
import { chooseCases } from '../../src/plan/chooseCases.ts'
import type { Case } from '../../src/suite/types.ts'

const cases = [
  { id: 'par-long-state' },
  { id: 'scope-closes.payments', of: 'scope-closes' },
  { id: 'scope-closes-by-code.payments', of: 'scope-closes-by-code' },
] as unknown as readonly Case[]
const chosen = (...globs: string[]): readonly string[] => chooseCases(cases, globs).map(({ id }) => id)

it('chooses by id, by glob, and all that "each:" made of one case by its id in the file', () => {
  expect(chosen()).toHaveLength(3)
  expect(chosen('scope-closes')).toEqual(['scope-closes.payments'])
  expect(chosen('scope-closes.payments', 'par-*')).toEqual(['par-long-state', 'scope-closes.payments'])
  expect(() => chosen('scope')).toThrow('--only scope matches no case id')
})
