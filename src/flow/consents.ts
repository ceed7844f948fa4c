import type { Consent } from '../profile/types.ts'
import type { Exchange } from '../wire/types.ts'
import { apiDraft } from './apiDraft.ts'
import { consentsOf, scopeOf } from './authorizationExtras.ts'
import type { Draft } from './draft.ts'
import { readJson } from './readJson.ts'
import { sendDraft } from './send.ts'
import { type Actor, type FlowSession, noTokens } from './session.ts'
import { tokenRequest, withToken } from './steps.ts'
import { bodyValue, takeValues } from './takeValues.ts'

/** A consent that could not be made: what came instead, and whose matter it is. */
export interface ConsentFailure {
  /** `consent:<id>`. */
  readonly step: string
  readonly detail: string
  /** The server that answered; null exchange: no request could be made. */
  readonly party: 'as' | 'rs'
  readonly exchange: Exchange | null
}

export interface MadeConsent {
  readonly values: ReadonlyMap<string, string>
  readonly exchange: Exchange
}

/** Name under which the exchanges of a consent are recorded. */
export const consentStep = (id: string): string => `consent:${id}`

/** A token is not used in the last seconds of its life. */
const MARGIN_MS = 5_000

/** RFC 6749 section 4.4.2. */
function clientTokenDraft(scope: string | null) {
  return (flow: FlowSession, actor: Actor): Draft | null =>
    tokenRequest('token', flow, actor, [
      ['grant_type', 'client_credentials'],
      ...(scope === null ? [] : [['scope', scope] as [string, string]]),
    ])
}

const statusOf = ({ response, error }: Exchange): string =>
  response ? `status ${response.status}` : (error?.message ?? 'no answer')

/** The start of a body, to say what came. */
const bodyOf = ({ response }: Exchange): string => (response?.body ? `: ${response.body.slice(0, 200)}` : '')

async function clientToken(flow: FlowSession, consent: Consent, actor: Actor): Promise<string | ConsentFailure> {
  const step = consentStep(consent.id)
  const scope = consent.token?.scope ?? null
  const known = flow.env.ecosystem?.clientTokens
  const key = JSON.stringify([actor.client.id, scope])
  const cached = known?.get(key)
  if (cached !== undefined && cached.until > flow.env.now()) return cached.accessToken
  const asClient: FlowSession = { ...flow, actor, dpopKey: flow.env.proofKeys.own }
  const sent = await sendDraft(asClient, { name: step, draft: clientTokenDraft(scope) }, actor, null)
  const failure = (detail: string): ConsentFailure => ({ step, detail, party: 'as', exchange: sent?.exchange ?? null })
  if (sent === null) return failure('the metadata has no token_endpoint for the client-credentials token')
  const body = readJson(sent.exchange)
  if (typeof body?.access_token !== 'string')
    return failure(`no client-credentials token: ${statusOf(sent.exchange)}${bodyOf(sent.exchange)}`)
  const lifeMs = typeof body.expires_in === 'number' ? body.expires_in * 1000 : 0
  if (lifeMs > MARGIN_MS)
    known?.set(key, { accessToken: body.access_token, until: flow.env.now() + lifeMs - MARGIN_MS })
  return body.access_token
}

/** Makes one consent as that client: the token first where the profile wants one, then the request. */
export async function makeConsent(
  flow: FlowSession,
  consent: Consent,
  actor: Actor = flow.actor,
): Promise<MadeConsent | ConsentFailure> {
  const step = consentStep(consent.id)
  const token = consent.token === null ? null : await clientToken(flow, consent, actor)
  if (token !== null && typeof token !== 'string') return token
  // A flow of its own around the token of the client, so that the tokens of the user's flow stay what they are.
  // The key too: a case may give the flow another one, and the token is bound to the client's own.
  const own: FlowSession = {
    ...flow,
    actor,
    dpopKey: flow.env.proofKeys.own,
    sent: { ...flow.sent },
    tokens: { ...noTokens, access_token: token },
  }
  const draft = (session: FlowSession, client: Actor): Draft | null => {
    const made = apiDraft(consent, session, client)
    return token === null ? made : withToken(made, session, client)
  }
  const sent = await sendDraft(own, { name: step, draft }, actor, null)
  const failure = (detail: string): ConsentFailure => ({ step, detail, party: 'rs', exchange: sent?.exchange ?? null })
  if (sent === null) return failure('there is no token for the request')
  const { response } = sent.exchange
  if (response?.status !== consent.status)
    return failure(`expected status ${consent.status}, came ${statusOf(sent.exchange)}${bodyOf(sent.exchange)}`)
  const { values, missing } = takeValues(bodyValue(response.body), consent.take)
  if (missing.length === 0) return { values, exchange: sent.exchange }
  const pointers = missing.map((name) => `${name} at ${consent.take[name]}`).join(', ')
  return failure(`the answer has no value for ${pointers}`)
}

/** Takes over what consents gave; the scope of the request may hold it. */
export function useConsents(flow: FlowSession, values: ReadonlyMap<string, string>): void {
  flow.consents = new Map(values)
  flow.sent.scope = scopeOf(flow)
}

/** Makes the consents that this flow needs, once; null: all were made, or none is needed. */
export async function makeConsents(flow: FlowSession): Promise<ConsentFailure | null> {
  if (flow.consents !== null) return null
  const values = new Map<string, string>()
  for (const consent of consentsOf(flow)) {
    const made = await makeConsent(flow, consent)
    if (!('values' in made)) return made
    for (const [name, value] of made.values) values.set(name, value)
    // A later consent may need what an earlier one gave.
    flow.consents = new Map(values)
  }
  if (flow.env.ecosystem) useConsents(flow, values)
  return null
}
