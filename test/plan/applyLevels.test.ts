import { expect, it } from 'vitest'
import { applyLevels } from '../../src/plan/applyLevels.ts'
import type { RaisedLevel } from '../../src/profile/raisedLevel.ts'
import type { Requirement, Suite } from '../../src/suite/types.ts'

const requirement = (id: string, level: Requirement['level']): [string, Requirement] => [
  id,
  { id, level } as Requirement,
]
const suite = {
  requirements: new Map([requirement('RFC1-a', 'should'), requirement('RFC1-b', 'must'), requirement('RFC1-c', 'may')]),
} as unknown as Suite

const raise = (id: string, level: RaisedLevel['level'], line = 4): RaisedLevel => ({
  requirement: id,
  level,
  place: { file: '/x/bank.yaml', line, column: 12, field: `levels.${id}`, excerpt: `levels: { ${id}: ${level} }` },
})

it('raises levels, and says from where', () => {
  const { requirements } = applyLevels(suite, { levels: [raise('RFC1-a', 'must'), raise('RFC1-c', 'should')] })
  expect(requirements.get('RFC1-a')).toMatchObject({ level: 'must', raisedFrom: 'should' })
  expect(requirements.get('RFC1-c')).toMatchObject({ level: 'should', raisedFrom: 'may' })
  expect(requirements.get('RFC1-b')).toEqual({ id: 'RFC1-b', level: 'must' })
  expect(suite.requirements.get('RFC1-a')?.level).toBe('should')
})

it('the same level again changes nothing', () => {
  expect(
    applyLevels(suite, { levels: [raise('RFC1-b', 'must')] }).requirements.get('RFC1-b')?.raisedFrom,
  ).toBeUndefined()
})

it('refuses to lower one, and requirements that are not there, all at once and at their place', () => {
  const levels = [raise('RFC1-b', 'should', 4), raise('RFC1-d', 'must', 5)]
  expect(() => applyLevels(suite, { levels })).toThrow(
    /bank\.yaml:4:12: the level of "RFC1-b" is lowered below that of its specification[\s\S]*FAPI2-SP-5\.1\.2[\s\S]*bank\.yaml:5:12: there is no requirement "RFC1-d"/,
  )
})
