import type { StepName } from '../suite/types.ts'
import type { Exchange, ExchangeLabel } from '../wire/types.ts'
import type { Draft } from './draft.ts'
import { finish } from './finish.ts'
import { noteSentBody } from './noteSent.ts'
import { headerValues } from './readJson.ts'
import { type Actor, type FlowSession, file } from './session.ts'
import { backChannelSteps } from './steps.ts'
import { nonceParty } from './strategies.ts'

/** The one mutate seam: changes the draft of a step before it is signed and sent. */
export type Mutate = (draft: Draft, flow: FlowSession) => void | Promise<void>

/** What was sent last in a step, as draft (after the change) and as exchange. */
export interface Sent {
  readonly draft: Draft
  readonly exchange: Exchange
}

export const labelOf = (flow: FlowSession, step: StepName): ExchangeLabel => ({
  caseId: flow.caseId,
  step,
  variant: flow.env.variant.key,
})

/** Nonce demand of an authorization server (RFC 9449 section 8) or a resource server (section 9). */
function demandsNonce(exchange: Exchange): boolean {
  const { response } = exchange
  if (!response || (response.status !== 400 && response.status !== 401)) return false
  if (headerValues(exchange, 'dpop-nonce').length === 0) return false
  const challenge = headerValues(exchange, 'www-authenticate').join(', ')
  return response.body.includes('use_dpop_nonce') || challenge.includes('use_dpop_nonce')
}

function keepNonce(flow: FlowSession, step: StepName, exchange: Exchange): void {
  const nonce = headerValues(exchange, 'dpop-nonce')[0]
  if (nonce !== undefined && nonce !== '') flow.env.nonces.set(nonceParty(step), nonce)
}

async function sendOnce(flow: FlowSession, step: StepName, actor: Actor, mutate: Mutate | null): Promise<Sent | null> {
  const draft = backChannelSteps[step]?.draft(flow, actor) ?? null
  if (draft === null) return null
  await mutate?.(draft, flow)
  const { request } = finish(draft)
  const exchange = await flow.env.wire.send(request, labelOf(flow, step))
  file(flow, step, exchange)
  keepNonce(flow, step, exchange)
  return { draft, exchange }
}

/**
 * Sends a back-channel step: draft, change, sign, send; a DPoP nonce demand is answered once with everything built
 * anew, the change included, and the last exchange counts. null: the step has nothing to call.
 */
export async function sendStep(
  flow: FlowSession,
  step: StepName,
  mutate: Mutate | null = null,
  actor = flow.actor,
): Promise<Sent | null> {
  const first = await sendOnce(flow, step, actor, mutate)
  if (first === null) return null
  const again = first.draft.jwts.dpop !== undefined && demandsNonce(first.exchange)
  const last = again ? ((await sendOnce(flow, step, actor, mutate)) ?? first) : first
  if (step === 'par') noteSentBody(flow, last.exchange.request.body)
  backChannelSteps[step]?.absorb(flow, last.exchange)
  return last
}
