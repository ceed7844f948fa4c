import type { StepName } from '../suite/types.ts'
import type { Exchange, ExchangeLabel } from '../wire/types.ts'
import type { Draft } from './draft.ts'
import { finish } from './finish.ts'
import { decodeJwt } from './jws.ts'
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
  /** The server went on demanding nonces although each was sent as it had been given: nothing else is known. */
  readonly nonceUnmet: boolean
}

export const labelOf = (flow: FlowSession, step: string): ExchangeLabel => ({
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

const nonceIn = (exchange: Exchange): string | null => headerValues(exchange, 'dpop-nonce')[0] || null

/** The nonce in the proof that really went out; null: there was none. */
function nonceSent({ request }: Exchange): unknown {
  const proof = request.headers.find(([name]) => name.toLowerCase() === 'dpop')?.[1]
  return (proof === undefined ? null : decodeJwt(proof)?.claims.nonce) ?? null
}

/** A back-channel request of a flow: what it is recorded as, and how it is drafted. */
export interface Sending {
  readonly name: string
  /** null: there is nothing to call. */
  readonly draft: (flow: FlowSession, actor: Actor) => Draft | null
}

async function sendOnce(
  flow: FlowSession,
  sending: Sending,
  actor: Actor,
  mutate: Mutate | null,
  demandedNonce: string | null,
): Promise<Sent | null> {
  // Changes may build a proof, too.
  flow.demandedNonce = demandedNonce
  const draft = sending.draft(flow, actor)
  if (draft === null) return null
  await mutate?.(draft, flow)
  flow.demandedNonce = null
  const { request } = await finish(draft)
  const exchange = await flow.env.wire.send(request, labelOf(flow, sending.name))
  file(flow, sending.name, exchange)
  return { draft, exchange, nonceUnmet: false }
}

/** A server may let each nonce be used once, and others of this run use them, too. */
const MOST_DEMANDS = 4

const asksForNonce = ({ draft, exchange }: Sent): boolean => draft.jwts.dpop !== undefined && demandsNonce(exchange)

/**
 * Sends until the server is content with the nonce. Each demand is answered with the very nonce that came with it; where
 * the change keeps that out of the request, one answer is enough.
 */
export async function sendDraft(
  flow: FlowSession,
  sending: Sending,
  actor: Actor,
  mutate: Mutate | null,
): Promise<Sent | null> {
  let sent = await sendOnce(flow, sending, actor, mutate, null)
  let given: string | null = null
  for (let answers = 0; sent !== null && asksForNonce(sent); answers++) {
    if (answers > 0 && nonceSent(sent.exchange) !== given) break
    if (answers === MOST_DEMANDS) return { ...sent, nonceUnmet: true }
    given = nonceIn(sent.exchange)
    sent = (await sendOnce(flow, sending, actor, mutate, given)) ?? sent
  }
  const newest = (sent && nonceIn(sent.exchange)) ?? given
  if (sent !== null && newest !== null) flow.env.nonces.set(nonceParty(sent.draft.step), newest)
  return sent
}

/**
 * Sends a back-channel step: draft, change, sign, send. A DPoP nonce demand is answered with everything built anew, the
 * change included, and the last exchange counts. null: the step has nothing to call.
 */
export async function sendStep(
  flow: FlowSession,
  step: StepName,
  mutate: Mutate | null = null,
  actor = flow.actor,
): Promise<Sent | null> {
  const draft = backChannelSteps[step]?.draft
  if (draft === undefined) return null
  const last = await sendDraft(flow, { name: step, draft }, actor, mutate)
  if (last === null) return null
  if (step === 'par') noteSentBody(flow, last.exchange.request.body)
  backChannelSteps[step]?.absorb(flow, last.exchange)
  return last
}
