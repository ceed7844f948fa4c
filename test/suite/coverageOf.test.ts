import { expect, it } from 'vitest'
import { codeRequirementsOf } from '../../src/checks/expectation.ts'
import { coverageOf, gapsIn } from '../../src/suite/coverageOf.ts'
import { load } from './support.ts'

const entry = (id: string, more = '') =>
  `  - { id: ${id}, clause: "1", subject: as, level: shall, applies: always, endpoint: par, text: T., testable: black-box${more} }\n`
const requirements = `spec: RFC9126\nrequirements:\n${[
  entry('cited'),
  entry('code-of-a-refusal'),
  entry('RFC6749-5.2-a'),
  entry('partly', ', why: Half of it.').replace('black-box', 'partly'),
  entry('left-out', ', no_case: Later.'),
  entry('replaced', ', superseded_by: cited'),
  entry('forgotten'),
  entry('of-clients').replace('subject: as', 'subject: client'),
].join('')}`
const cases = `suite: demo/one
cases:
  - { id: a, refs: [cited, partly, RFC9126-2-a], check: par-status-201 }
  - id: b
    refs: [cited]
    at: par.form
    mutate: { remove: scope }
    expect: { reject: [], code: code-of-a-refusal }
  - id: c
    refs: [cited]
    at: token.form
    mutate: { remove: code }
    expect: { reject: [] }
  - id: d
    refs: [cited]
    at: token.form
    mutate: { remove: code }
    expect: { either: [accept, invalid_grant] }
`
const defects = [
  { id: 'x', requirement: 'cited' },
  { id: 'y', requirement: 'partly', implies: ['cited', 'forgotten'] },
]
const loaded = () =>
  coverageOf(load({ 'reqs/x.yaml': requirements, 'demo/one.yaml': cases }), defects, codeRequirementsOf)
const finder = () => {
  const covered = loaded()
  return (id: string) => covered.find((one) => one.id === id)
}

it('names cases by their refs, by the code they ask for, and by the code that is asked for anyway', () => {
  const of = finder()
  expect(of('cited')?.cases).toEqual(['a', 'b', 'c', 'd'])
  expect(of('code-of-a-refusal')?.cases).toEqual(['b'])
  // An answer that may be an acceptance shows nothing about error codes.
  expect(of('RFC6749-5.2-a')?.cases).toEqual(['c'])
})

it('names defects by what they break and by what they imply', () => {
  const of = finder()
  expect(of('cited')?.defects).toEqual(['x', 'y'])
  expect(of('forgotten')?.defects).toEqual(['y'])
  expect(of('left-out')?.defects).toEqual([])
})

it('gives the reason why there is no case, or how far the cases go', () => {
  const of = finder()
  expect(of('partly')).toMatchObject({ testable: 'partly', cases: ['a'], reason: 'Half of it.' })
  expect(of('left-out')?.reason).toBe('Later.')
  expect(of('replaced')?.reason).toBe('replaced by cited')
  expect(of('of-clients')?.reason).toBe('asked of clients: no answer of a server can show it')
  expect(of('cited')?.reason).toBeNull()
})

it('finds what was forgotten and nothing else', () => {
  expect(gapsIn(loaded()).map(({ id }) => id)).toEqual(['RFC9126-2.3-a', 'forgotten'])
})
