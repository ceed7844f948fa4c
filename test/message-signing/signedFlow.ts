import type { FlowSession } from '../../src/flow/session.ts'
import { sentMembers } from '../../src/mutations/sent.ts'
import type { Exchange } from '../../src/wire/types.ts'
import { draftFlow } from '../mutations/draftFlow.ts'

/** A flow whose pushes carry request objects. */
export function signedFlow(): FlowSession {
  const flow = draftFlow()
  const { variant } = flow.env
  const env = { ...flow.env, variant: { ...variant, variant: { ...variant.variant, request: 'signed' as const } } }
  return { ...flow, env }
}

/** Claims of the request object as sent. */
export const claimsSent = (exchange: Exchange): Record<string, unknown> =>
  sentMembers(exchange, 'request_object', 'claims') ?? {}
