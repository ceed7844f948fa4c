import { createHash } from 'node:crypto'
import type { StepName } from '../suite/types.ts'
import type { Exchange } from '../wire/types.ts'
import { apiDraft } from './apiDraft.ts'
import { extraParameters } from './authorizationExtras.ts'
import { type Draft, newDraft } from './draft.ts'
import { endpoint, identityOf } from './endpoints.ts'
import { setField } from './fields.ts'
import { readJson } from './readJson.ts'
import { type Actor, type FlowSession, randomId } from './session.ts'
import { clientAuth, dpopProof, requestMode, responseModeParams, senderConstraint, tokenScheme } from './strategies.ts'
import { fillText } from './template.ts'

/** A step whose request goes straight to a server (all but `authorize`, which a browser makes). */
export interface BackChannelStep {
  /** The request as the specifications want it; null: the server or the flow so far offers nothing to call. */
  readonly draft: (flow: FlowSession, actor: Actor) => Draft | null
  /** Takes what later steps need from the answer. */
  readonly absorb: (flow: FlowSession, exchange: Exchange) => void
}

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)
const whole = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null)

/** PKCE S256 challenge of a verifier (RFC 7636 section 4.2). */
export const codeChallenge = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url')

function post(step: StepName, url: string, flow: FlowSession, actor: Actor): Draft {
  const draft = newDraft(step, 'POST', url)
  draft.form = []
  draft.identity = identityOf(flow, actor)
  draft.headers.push(['accept', 'application/json'], ['content-type', 'application/x-www-form-urlencoded'])
  if (agreedSteps.includes(step)) addAgreedHeaders(draft, flow)
  return draft
}

/** Endpoints that the profile may ask headers for. */
const agreedSteps: readonly StepName[] = ['par', 'token', 'refresh']

function addAgreedHeaders(draft: Draft, flow: FlowSession): void {
  const { requestHeaders = {} } = flow.env.ecosystem?.profile.server ?? {}
  for (const [name, template] of Object.entries(requestHeaders))
    setField(draft.headers, name, fillText(template, flow, draft.url), true)
}

/** Parameters of the authorization request in the order of RFC 6749 section 4.1.1. */
export function authorizationParameters(flow: FlowSession, actor: Actor): [string, string][] {
  const { sent, env } = flow
  const optional: [string, string | null][] = [
    ['scope', sent.scope],
    ['state', sent.state],
    ['nonce', sent.nonce],
  ]
  return [
    ['response_type', sent.responseType ?? 'code'],
    ['client_id', actor.client.id],
    ['redirect_uri', sent.redirectUri ?? actor.client.redirect_uri],
    ...optional.filter((pair): pair is [string, string] => pair[1] !== null),
    ['code_challenge', codeChallenge(flow.codeVerifier)],
    ['code_challenge_method', 'S256'],
    ...responseModeParams[env.variant.variant.response].map(([n, v]): [string, string] => [n, v]),
    ...extraParameters(flow),
    ...Object.entries(env.accommodate.authorization_params ?? {}),
  ]
}

/** RFC 9126 section 2.1. */
function parDraft(flow: FlowSession, actor: Actor): Draft | null {
  const url = endpoint(flow, 'pushed_authorization_request_endpoint')
  if (url === null) return null
  const draft = post('par', url, flow, actor)
  draft.form = authorizationParameters(flow, actor)
  requestMode[flow.env.variant.variant.request](draft, flow, actor)
  clientAuth[flow.env.variant.variant.client_auth](draft, flow, actor)
  if (flow.env.accommodate.dpop_at_par === 'always' && flow.env.variant.variant.sender_constraint === 'dpop') {
    dpopProof(draft, flow, actor)
  }
  return draft
}

function absorbPar(flow: FlowSession, exchange: Exchange): void {
  const body = readJson(exchange)
  flow.requestUri = text(body?.request_uri)
  flow.requestUriExpiresIn = whole(body?.expires_in)
}

/** An authenticated request of the token endpoint, bound to the client's key or certificate; null: there is no endpoint. */
export function tokenRequest(step: StepName, flow: FlowSession, actor: Actor, form: [string, string][]): Draft | null {
  const url = endpoint(flow, 'token_endpoint')
  if (url === null) return null
  const draft = post(step, url, flow, actor)
  draft.form = form
  clientAuth[flow.env.variant.variant.client_auth](draft, flow, actor)
  senderConstraint[flow.env.variant.variant.sender_constraint](draft, flow, actor)
  return draft
}

const grants: Readonly<Record<string, (flow: FlowSession) => [string, string][] | null>> = {
  /** RFC 6749 section 4.1.3. */
  authorization_code: (flow) =>
    flow.code === null
      ? null
      : [
          ['grant_type', 'authorization_code'],
          ['code', flow.code],
          ['redirect_uri', flow.sent.redirectUri ?? flow.actor.client.redirect_uri],
          ['code_verifier', flow.codeVerifier],
        ],
  /** RFC 6749 section 4.4.2. */
  client_credentials: (flow) => [
    ['grant_type', 'client_credentials'],
    ...(flow.sent.scope === null ? [] : [['scope', flow.sent.scope] as [string, string]]),
  ],
}

function tokenDraft(flow: FlowSession, actor: Actor): Draft | null {
  const form = grants[flow.env.variant.variant.grant]?.(flow) ?? null
  return form && tokenRequest('token', flow, actor, form)
}

/** RFC 6749 section 6. */
function refreshDraft(flow: FlowSession, actor: Actor): Draft | null {
  const token = flow.tokens.refresh_token
  if (token === null) return null
  return tokenRequest('refresh', flow, actor, [
    ['grant_type', 'refresh_token'],
    ['refresh_token', token],
  ])
}

function absorbTokens(flow: FlowSession, exchange: Exchange): void {
  const body = readJson(exchange)
  const accessToken = text(body?.access_token)
  if (!body || accessToken === null) return
  flow.tokens = {
    access_token: accessToken,
    refresh_token: text(body.refresh_token) ?? flow.tokens.refresh_token,
    id_token: text(body.id_token) ?? flow.tokens.id_token,
    expires_in: whole(body.expires_in),
  }
}

/** The request with the flow's access token; null: the flow has none. */
export function withToken(draft: Draft, flow: FlowSession, actor: Actor): Draft | null {
  const { sender_constraint: constraint } = flow.env.variant.variant
  if (flow.tokens.access_token === null) return null
  setField(draft.headers, 'Authorization', `${tokenScheme[constraint]} ${flow.tokens.access_token}`)
  senderConstraint[constraint](draft, flow, actor)
  return draft
}

/** The protected API of the target file, or the endpoint of the profile that the flow is about, with the token in the Authorization header (FAPI2-SP-5.3.4-1). */
function resourceDraft(flow: FlowSession, actor: Actor): Draft | null {
  if (flow.endpoint !== null) return withToken(apiDraft(flow.endpoint, flow, actor), flow, actor)
  const { resource } = flow.env.variant
  const draft = newDraft('resource', resource.method, resource.url)
  draft.identity = identityOf(flow, actor)
  flow.sent.interactionId = randomId()
  draft.headers.push(['accept', 'application/json'], ['x-fapi-interaction-id', flow.sent.interactionId])
  for (const [name, value] of Object.entries(resource.headers)) setField(draft.headers, name, value, true)
  draft.body = resource.body
  return withToken(draft, flow, actor)
}

function userinfoDraft(flow: FlowSession, actor: Actor): Draft | null {
  const url = endpoint(flow, 'userinfo_endpoint')
  if (url === null) return null
  const draft = newDraft('userinfo', 'GET', url)
  draft.identity = identityOf(flow, actor)
  draft.headers.push(['accept', 'application/json'])
  return withToken(draft, flow, actor)
}

const accessToken = ({ tokens }: FlowSession): string | null => tokens.access_token

/** RFC 7009 section 2: refresh tokens must be revocable, access tokens only should. */
const revocableToken = ({ tokens }: FlowSession): string | null => tokens.refresh_token ?? tokens.access_token

function tokenQuestion(step: StepName, name: string, tokenOf = accessToken) {
  return (flow: FlowSession, actor: Actor): Draft | null => {
    const url = endpoint(flow, name)
    const token = tokenOf(flow)
    if (url === null || token === null) return null
    const draft = post(step, url, flow, actor)
    draft.form = [['token', token]]
    clientAuth[flow.env.variant.variant.client_auth](draft, flow, actor)
    return draft
  }
}

/** Media type of a JWT introspection response; asking for it is how a caller gets one (RFC 9701 section 4). */
export const introspectionJwt = 'application/token-introspection+jwt'

const introspectDraft = tokenQuestion('introspect', 'introspection_endpoint')

function introspectJwtDraft(flow: FlowSession, actor: Actor): Draft | null {
  const draft = tokenQuestion('introspect_jwt', 'introspection_endpoint')(flow, actor)
  if (draft) setField(draft.headers, 'accept', introspectionJwt, true)
  return draft
}

const nothing = (): void => {}

/** Steps by name, in the order of the honest flow. */
export const backChannelSteps: Readonly<Partial<Record<StepName, BackChannelStep>>> = {
  par: { draft: parDraft, absorb: absorbPar },
  token: { draft: tokenDraft, absorb: absorbTokens },
  resource: { draft: resourceDraft, absorb: nothing },
  userinfo: { draft: userinfoDraft, absorb: nothing },
  refresh: { draft: refreshDraft, absorb: absorbTokens },
  /** RFC 7662 section 2.1. */
  introspect: { draft: introspectDraft, absorb: nothing },
  introspect_jwt: { draft: introspectJwtDraft, absorb: nothing },
  /** RFC 7009 section 2.1. */
  revoke: { draft: tokenQuestion('revoke', 'revocation_endpoint', revocableToken), absorb: nothing },
}
