import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sendStep } from '../../src/flow/send.ts'
import { forkFlow } from '../../src/flow/session.ts'
import { attempt } from '../../src/run/attempt.ts'
import type { Case, Mutation } from '../../src/suite/types.ts'
import { type SandboxVariant, sandboxVariant } from './sandboxVariant.ts'

const definition = (mutate: Mutation, kind: 'reject' | 'accept' = 'reject'): Case => ({
  id: 'case-on-shared-token',
  title: '',
  refs: ['RFC9449-7.1-a'],
  needs: {},
  kind: 'mutation',
  at: [{ step: 'resource', part: 'dpop', place: null }],
  mutate,
  name: null,
  expect: { kind, codes: [], by: null, step: null, status: [], never: null, or: null, code: null },
  also: [],
  fix: null,
  source: { file: '', line: 1, column: 1 },
})

const path = ['par', 'authorize', 'token', 'resource'] as const
const noPause = async (): Promise<void> => {}

describe('a case on the shared token', () => {
  let sandbox: SandboxVariant
  beforeAll(async () => {
    sandbox = await sandboxVariant()
  })
  afterAll(() => sandbox.close())

  test('a refusal is followed by a good request on the same token', async () => {
    const { flow, walked } = await attempt(definition({ signature: 'corrupt' }), sandbox.vr, path, noPause)
    expect(walked.steps.map(({ outcome }) => outcome.kind)).toEqual(['refused'])
    expect(flow.order.map((exchange) => exchange.response?.status)).toEqual([401, 200])
  })

  test('a refusal on a dead token is tried again on one that was shown to work', async () => {
    const shared = await sandbox.vr.shared.get()
    if (!shared) throw new Error('no shared flow')
    await sendStep(forkFlow(shared, 'killer'), 'revoke')
    const { flow, walked } = await attempt(definition({ signature: 'corrupt' }), sandbox.vr, path, noPause)
    expect(walked.steps.map(({ step, outcome, mutated }) => [step, outcome.kind, mutated])).toEqual([
      ['resource', 'refused', true],
    ])
    const resource = flow.order.filter(({ label }) => label.step === 'resource').map(({ response }) => response?.status)
    expect(resource).toEqual([200, 401])
    expect(await sandbox.vr.shared.get()).not.toBe(shared)
  })
})

test('a push with an honest proof is the control of proofs at PAR', async () => {
  const { vr, close } = await sandboxVariant()
  expect((await vr.pushWithProof()).kind).toBe('accepted')
  await close()
})
