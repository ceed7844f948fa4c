import { afterAll, beforeAll, expect, test } from 'vitest'
import { executeMutation } from '../../src/run/executeMutation.ts'
import type { Case } from '../../src/suite/types.ts'
import { type SandboxVariant, sandboxVariant } from './sandboxVariant.ts'

const unknownNonce: Case = {
  id: 'case-about-nonces',
  title: '',
  refs: ['RFC9449-8-b'],
  needs: { features: ['dpop_nonce_as'] },
  kind: 'mutation',
  at: [{ step: 'par', part: 'dpop', place: 'claims' }],
  mutate: { set: { nonce: '$random32' } },
  name: null,
  expect: { kind: 'reject', codes: [], by: null, step: null, status: [], never: null, or: null, code: null },
  also: [],
  fix: null,
  source: { file: '', line: 1, column: 1 },
}

let sandbox: SandboxVariant
beforeAll(async () => {
  sandbox = await sandboxVariant()
})
afterAll(() => sandbox.close())

test('what the honest flow did not get to show about the server is held against nobody', async () => {
  const { dpop_nonce_as: _unseen, ...features } = sandbox.vr.features
  const vr = { ...sandbox.vr, features }
  const { findings, incomplete } = await executeMutation(unknownNonce, vr, {}, new Map(), async () => {})
  expect(findings).toEqual([])
  expect(incomplete?.reason).toContain('whether the server has "dpop_nonce_as" was not seen')
})
