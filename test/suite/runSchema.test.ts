import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, it } from 'vitest'
import { sampleRun } from '../support/sampleRun.ts'

const schema = JSON.parse(readFileSync(join(import.meta.dirname, '../../schemas/run.schema.json'), 'utf8'))
const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema)
const { result } = sampleRun()

it('accepts a run result', () => {
  expect(validate(JSON.parse(JSON.stringify(result))), JSON.stringify(validate.errors)).toBe(true)
})

it('accepts members that a later version adds', () => {
  expect(validate({ ...result, later: true, run: { ...result.run, later: 1 } })).toBe(true)
})

const baseline = { id: 'acme', digest: result.run.suiteDigest, waived: 1 }
const set = { id: 's', title: 't', date: '2025-02-22', requirements: 2, digest: result.run.suiteDigest }
const known = { waived: { reason: 'r', owner: 'o', expires: '2026-01-01' }, tries: [{ verdict: 'fail', reason: 'x' }] }
const withKnown = (more: object) => ({ ...result, cases: result.cases.map((one) => ({ ...one, ...known, ...more })) })

it('accepts what a baseline, repeats and requirement sets add', () => {
  const run = { ...result.run, baseline, repeats: 3, sets: [set] }
  const summary = { ...result.summary, waived: 2 }
  expect(validate({ ...withKnown({}), run, summary }), JSON.stringify(validate.errors)).toBe(true)
})

it.each([
  ['a waiver without an end', withKnown({ waived: { reason: 'r', owner: 'o' } })],
  ['a try with an unknown verdict', withKnown({ tries: [{ verdict: 'ok', reason: 'x' }] })],
  ['a baseline without digest', { ...result, run: { ...result.run, baseline: { id: 'acme', waived: 1 } } }],
  ['a set without date', { ...result, run: { ...result.run, sets: [{ ...set, date: 1 }] } }],
  ['another version', { ...result, schemaVersion: 2 }],
  ['an unknown result', { ...result, result: 'passed' }],
  ['a missing count', { ...result, summary: { pass: 1 } }],
  ['an unknown verdict', { ...result, cases: result.cases.map((one) => ({ ...one, verdict: 'ok' })) }],
  ['a case without findings', { ...result, cases: result.cases.map(({ findings: _, ...one }) => one) }],
  ['a digest in another form', { ...result, run: { ...result.run, suiteDigest: 'abc' } }],
])('refuses %s', (_name, value) => {
  expect(validate(JSON.parse(JSON.stringify(value)))).toBe(false)
})
