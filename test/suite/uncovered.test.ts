import { expect, it } from 'vitest'
import { uncoveredRequirements } from '../../src/suite/uncovered.ts'
import { load } from './support.ts'

const entry = (id: string, more = '') =>
  `  - { id: ${id}, clause: "1", subject: as, level: shall, applies: always, endpoint: par, text: T., testable: black-box${more} }\n`
const requirements = `spec: RFC9126\nrequirements:\n${[
  entry('cited'),
  entry('code-of-a-refusal'),
  entry('default-code'),
  entry('not-testable', ', why: Unseen.'),
  entry('left-out', ', no_case: Later.'),
  entry('replaced', ', superseded_by: cited'),
  entry('forgotten'),
].join('')}`
const cases = `suite: demo/one
cases:
  - { id: a, refs: [cited, RFC9126-2-a], check: par-status-201 }
  - id: b
    refs: [RFC9126-2.3-a]
    at: par.form
    mutate: { remove: scope }
    expect: { reject: [], code: code-of-a-refusal }
`

it('finds what was forgotten and nothing else', () => {
  const suite = load({ 'reqs/x.yaml': requirements, 'demo/one.yaml': cases })
  expect(uncoveredRequirements(suite, ['default-code']).map(({ id }) => id)).toEqual(['forgotten'])
  expect(uncoveredRequirements(suite).map(({ id }) => id)).toEqual(['default-code', 'forgotten'])
})
