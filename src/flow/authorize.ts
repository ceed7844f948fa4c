import type { LoginDriver, Visit, VisitOutcome } from '../login/types.ts'
import { type Draft, newDraft } from './draft.ts'
import { finish } from './finish.ts'
import { decodeJwt } from './jws.ts'
import { noteSent } from './noteSent.ts'
import type { Mutate } from './send.ts'
import { labelOf } from './send.ts'
import { type Actor, type Callback, type FlowSession, file } from './session.ts'
import { authorizationParameters } from './steps.ts'

export interface Visited {
  readonly draft: Draft
  readonly outcome: VisitOutcome
}

/** RFC 9126 section 4: only client_id and request_uri go through the browser. */
function authorizeDraft(flow: FlowSession, actor: Actor): Draft | null {
  const url = flow.env.server.metadata.authorization_endpoint
  if (typeof url !== 'string') return null
  const draft = newDraft('authorize', 'GET', url)
  if (flow.requestUri === null) {
    // Nothing was pushed: the request goes as RFC 6749 section 4.1.1 has it, all parameters in the URL.
    draft.query = authorizationParameters(flow, actor)
    return draft
  }
  draft.query = [
    ['client_id', actor.client.id],
    ['request_uri', flow.requestUri],
  ]
  if (flow.env.accommodate.authorize_params === 'repeat') {
    const repeated = ['response_type', 'scope', 'redirect_uri']
    draft.query.push(...authorizationParameters(flow, actor).filter(([name]) => repeated.includes(name)))
  }
  return draft
}

/** Parameters of an authorization response URL, in order: of the query, of the fragment, or of the JARM JWT inside. */
export function readCallback(url: string): Callback {
  const parsed = new URL(url)
  const params: [string, string][] = [...parsed.searchParams, ...new URLSearchParams(parsed.hash.slice(1))]
  const jwt = params.find(([name]) => name === 'response')?.[1] ?? null
  const claims = jwt === null ? null : decodeJwt(jwt)?.claims
  if (!claims) return { url, params, jwt }
  const inner = Object.entries(claims).map(([name, value]): [string, string] => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ])
  return { url, params: inner, jwt }
}

function absorb(flow: FlowSession, outcome: VisitOutcome): void {
  for (const exchange of outcome.exchanges) file(flow, 'authorize', exchange)
  flow.visits.push(outcome)
  if (outcome.kind !== 'callback') return
  flow.callback = readCallback(outcome.url)
  flow.code = flow.callback.params.find(([name]) => name === 'code')?.[1] ?? null
}

/** The visit that a user agent makes to the authorization endpoint; null: the server has none or the target has no login. */
export async function authorizeVisit(
  flow: FlowSession,
  mutate: Mutate | null = null,
  actor = flow.actor,
): Promise<{ readonly draft: Draft; readonly visit: Visit; readonly login: LoginDriver } | null> {
  const draft = authorizeDraft(flow, actor)
  const { login, wire } = flow.env
  if (draft === null || login === null) return null
  await mutate?.(draft, flow)
  if (flow.requestUri === null)
    noteSent(
      flow,
      draft.query.filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
    )
  flow.browser ??= login.newSession()
  const callbacks = Object.values(flow.env.actors).map((a) => a.client.redirect_uri)
  const visit: Visit = {
    url: (await finish(draft)).request.url,
    session: flow.browser,
    action: flow.action,
    callbacks: [...new Set([...callbacks, ...(flow.sent.redirectUri ? [flow.sent.redirectUri] : [])])],
    send: (request) => wire.send(request, labelOf(flow, 'authorize')),
  }
  return { draft, visit, login }
}

/** Lets the user agent visit the authorization endpoint; null: the server has none or the target has no login. */
export async function visitAuthorize(
  flow: FlowSession,
  mutate: Mutate | null = null,
  actor = flow.actor,
): Promise<Visited | null> {
  const made = await authorizeVisit(flow, mutate, actor)
  if (made === null) return null
  const outcome = await made.login.visit(made.visit)
  absorb(flow, outcome)
  return { draft: made.draft, outcome }
}
