import { apiDraft } from '../flow/apiDraft.ts'
import type { Draft } from '../flow/draft.ts'
import { removeField, setField } from '../flow/fields.ts'
import { sendDraft } from '../flow/send.ts'
import { type Actor, type FlowSession, forkFlow } from '../flow/session.ts'
import { withToken } from '../flow/steps.ts'
import { TemplateError } from '../flow/template.ts'
import type { ApiUnknown, CallChanges } from '../probes/apiTypes.ts'
import type { Endpoint } from '../profile/types.ts'
import type { Exchange } from '../wire/types.ts'
import { unknown } from './apiFlows.ts'

function change(draft: Draft, { headers = {}, body }: CallChanges): void {
  for (const [name, value] of Object.entries(headers)) {
    if (value === null) removeField(draft.headers, name, true)
    else setField(draft.headers, name, value, true)
  }
  if (body === undefined) return
  delete draft.jwts.payload
  draft.body = body
  if (body === null) removeField(draft.headers, 'content-type', true)
}

/** The flow as the caller wants to be seen: another client brings its certificate, and a key of its own for the proof. */
function asCaller(flow: FlowSession, caseId: string, changes: CallChanges): FlowSession | ApiUnknown {
  const { ecosystem } = flow.env
  const { client, params, accessToken } = changes
  const actor = client === undefined ? flow.actor : flow.env.actors[client]
  if (actor === undefined) return unknown(`the target file has no ${client}`, 'config')
  const env =
    params === undefined || ecosystem === undefined
      ? flow.env
      : { ...flow.env, ecosystem: { ...ecosystem, params: new Map([...ecosystem.params, ...Object.entries(params)]) } }
  return {
    ...forkFlow(flow, caseId),
    env,
    actor,
    dpopKey: actor === flow.actor ? flow.dpopKey : flow.otherDpopKey,
    tokens: { ...flow.tokens, ...(accessToken === undefined ? {} : { access_token: accessToken }) },
  }
}

/**
 * Calls an endpoint with the token of a flow: everything as the profile has it but for the changes, proof and signature
 * made last. DPoP nonces are answered.
 */
export async function callEndpoint(
  flow: FlowSession,
  endpoint: Endpoint,
  caseId: string,
  changes: CallChanges = {},
): Promise<Exchange | ApiUnknown> {
  const caller = asCaller(flow, caseId, changes)
  if ('kind' in caller) return caller
  const { method, payload } = changes
  const request = { ...endpoint, method: method ?? endpoint.method, body: payload ?? endpoint.body }
  const draft = (session: FlowSession, actor: Actor): Draft | null => {
    const made = apiDraft(request, session, actor)
    change(made, changes)
    if (changes.bare !== undefined) {
      setField(made.headers, 'Authorization', `${changes.bare} ${session.tokens.access_token}`)
      return made
    }
    return changes.accessToken === null ? made : withToken(made, session, actor)
  }
  try {
    const sent = await sendDraft(caller, { name: 'resource', draft }, caller.actor, null)
    return sent === null ? unknown('the flow has no access token', 'harness') : sent.exchange
  } catch (error) {
    // What the target file does not give (a path value, a signing key) is no fault of the server.
    if (error instanceof TemplateError || error instanceof RangeError) return unknown(error.message, 'config')
    throw error
  }
}
