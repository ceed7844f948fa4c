import { expect, it } from 'vitest'
import { metadataMembers } from '../../src/checks/metadataMembers.ts'
import { traceOf } from '../../src/flow/trace.ts'
import { draftFlow } from '../mutations/draftFlow.ts'

const samples = { requestUris: [], codes: [], accessTokens: [], refreshTokens: [] }

it('metadata that could not be read is not judged', () => {
  const flow = draftFlow()
  const unread = {
    ...flow,
    env: {
      ...flow.env,
      server: { ...flow.env.server, metadata: {}, unread: { detail: 'x', attributed: 'as' as const } },
    },
  }
  const trace = traceOf(unread, samples, null)
  expect(trace.metadata).toBeNull()
  expect(metadataMembers['metadata-required-members'](trace)).toMatchObject({ kind: 'unknown', attributed: 'as' })
})

it('metadata without members was read, and lacks everything', () => {
  const flow = draftFlow()
  const empty = { ...flow, env: { ...flow.env, server: { ...flow.env.server, metadata: {} } } }
  expect(metadataMembers['metadata-required-members'](traceOf(empty, samples, null))).toMatchObject({ kind: 'no' })
})
