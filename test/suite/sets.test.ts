import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadSuite } from '../../src/suite/loadSuite.ts'
import { load, messageFor, vocabulary } from './support.ts'

const suites = join(import.meta.dirname, '../../suites')
const { requirements, sets } = loadSuite({
  folders: [join(suites, 'requirements'), join(suites, 'sets')],
  vocabulary,
})

/** `set id`, one a line: what was ever published in a set. A verdict of last year stands on it, so it may only grow. */
const published = readFileSync(join(import.meta.dirname, 'setIds.txt'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => line.split(' '))

const messageSigning = ['FAPI2-MS', 'JARM', 'RFC9101', 'RFC9701']

describe('requirement sets of the package', () => {
  it('still hold every id that was ever published in them', () => {
    expect(published.length).toBeGreaterThanOrEqual(330)
    expect(published.filter(([set = '', id = '']) => !sets.get(set)?.requirements.includes(id))).toEqual([])
  })

  it('hold, together, all that is asked of servers, each in the set of its specification', () => {
    const asked = [...requirements.values()].filter(
      ({ subject, supersededBy, spec }) =>
        subject !== 'client' &&
        supersededBy === undefined &&
        !['FAPI2-IMP', 'ECO', 'RFC9396', 'DIR', 'OIDFED', 'CRED'].includes(spec),
    )
    const setOf = ({ spec, applies }: (typeof asked)[number]) =>
      messageSigning.includes(spec) || ['jar', 'jarm'].includes(applies) ? 'fapi2-ms-final' : 'fapi2-sp-final'
    const missing = asked.filter((one) => !sets.get(setOf(one))?.requirements.includes(one.id)).map(({ id }) => id)
    expect(missing, 'add them to suites/sets/ and to setIds.txt').toEqual([])
    const held = [...sets.values()].flatMap((set) => set.requirements)
    expect(held.filter((id) => !asked.some((one) => one.id === id))).toEqual([])
  })

  it('name the day on which the revision was published', () => {
    expect([...sets.values()].map(({ id, date }) => [id, date])).toEqual([
      ['fapi2-ms-final', '2025-09-25'],
      ['fapi2-sp-final', '2025-02-22'],
    ])
  })
})

const head = 'set: bank\ntitle: Bank rules\ndate: "2026-01-02"\n'

describe('a requirement set', () => {
  it('is read', () => {
    const suite = load({ 'demo/bank.yaml': `${head}requirements: [RFC9126-2-a]\n` })
    expect(suite.sets.get('bank')).toMatchObject({
      id: 'bank',
      title: 'Bank rules',
      date: '2026-01-02',
      requirements: ['RFC9126-2-a'],
    })
  })

  it('names requirements that are there', () => {
    expect(messageFor({ 'demo/bank.yaml': `${head}requirements: [RFC9126-2-a, RFC9126-2-b]\n` })).toBe(
      `demo/bank.yaml:4:29: unknown requirement "RFC9126-2-b"
  expected: RFC9126-2-a or RFC9126-2.3-a
  hint:     did you mean "RFC9126-2-a"?
  4 | requirements: [RFC9126-2-a, RFC9126-2-b]
    |                             ^`,
    )
  })

  it('has the name of its file, once, and no id twice', () => {
    const good = `${head}requirements: [RFC9126-2-a]\n`
    expect(messageFor({ 'demo/other.yaml': good })).toContain('other.yaml:1:6: "set" is not the name of this file')
    expect(messageFor({ 'a/bank.yaml': good, 'b/bank.yaml': good })).toContain('set "bank" is described twice')
    expect(messageFor({ 'demo/bank.yaml': good.replace(']', ', RFC9126-2-a]') })).toContain(
      '"requirements" names "RFC9126-2-a" twice',
    )
    expect(messageFor({ 'demo/bank.yaml': good.replace('title', 'titel') })).toContain('unknown key "titel"')
  })
})
