import { afterAll, beforeAll, expect, test } from 'vitest'
import { executeMutation } from '../../src/run/executeMutation.ts'
import type { Case, Mutation } from '../../src/suite/types.ts'
import { type SandboxVariant, sandboxVariant } from './sandboxVariant.ts'

const accepting = (mutate: Mutation, place: 'claims' | null): Case => ({
  id: 'case-with-proof-at-par',
  title: '',
  refs: ['RFC9449-4.2-b'],
  needs: {},
  kind: 'mutation',
  at: [{ step: 'par', part: 'dpop', place }],
  mutate,
  name: null,
  expect: { kind: 'accept', codes: [], by: null, step: null, status: [], never: null, or: null, code: null },
  also: [],
  fix: null,
  source: { file: '', line: 1, column: 1 },
})

let sandbox: SandboxVariant
beforeAll(async () => {
  sandbox = await sandboxVariant({ defects: ['par-proof-refused'] })
})
afterAll(() => sandbox.close())

const run = (definition: Case) => executeMutation(definition, sandbox.vr, {}, new Map(), async () => {})

test('where every proof on a push is refused, a changed one says nothing about its change', async () => {
  const { findings, incomplete } = await run(accepting({ set: { assay: 'unknown' } }, 'claims'))
  expect(findings).toEqual([])
  expect(incomplete?.reason).toContain('no control: a push with an honest DPoP proof was not accepted')
})

test('that honest proofs are refused is told by the case about just that', async () => {
  const { findings, incomplete } = await run(accepting({ use: 'dpop-proof-at-par' }, null))
  expect(incomplete).toBeNull()
  expect(findings).toMatchObject([{ ok: false, observed: expect.stringContaining('refused at par') }])
})
