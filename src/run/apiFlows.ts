import { judgeExchange } from '../checks/refusal.ts'
import { authorizationDetailsOf } from '../flow/authorizationExtras.ts'
import { readJson } from '../flow/readJson.ts'
import { sendStep } from '../flow/send.ts'
import { type FlowEnvironment, type FlowSession, forkFlow, newFlow } from '../flow/session.ts'
import type { Session as BrowserSession } from '../login/types.ts'
import type { ApiToken, ApiUnknown, TokenAnswer, TokenWishes } from '../probes/apiTypes.ts'
import { noPause } from './controls.ts'
import { tokenPath } from './path.ts'
import { type Walk, walk } from './walk.ts'

/** Gives tokens for scope sets; the flows behind them stay known, so that they can be used on. */
export interface ApiFlows {
  readonly tokenFor: (scopes: readonly string[], wishes?: TokenWishes) => Promise<TokenAnswer>
  /** The flow that a token stems from. */
  readonly flowOf: (token: ApiToken) => FlowSession
  readonly refresh: (token: ApiToken, caseId: string, scope?: string) => Promise<TokenAnswer>
}

export const unknown = (reason: string, attributed: ApiUnknown['attributed']): ApiUnknown => ({
  kind: 'unknown',
  reason,
  attributed,
})

/** Why a walk led to no token; null: all of its steps were accepted. */
function ending(flow: FlowSession, { steps, problem, skip, consent }: Walk): TokenAnswer | null {
  if (consent) return unknown(`${consent.step} failed: ${consent.detail}`, consent.attributed)
  const last = steps.at(-1)
  if (last && last.outcome.kind !== 'accepted') {
    const { kind, code, detail, attributed, form } = last.outcome
    if (kind === 'refused' && form !== 'tls')
      return { kind: 'refused', step: last.step, code, detail, exchanges: flow.order }
    return unknown(`could not tell at ${last.step}: ${detail}`, attributed ?? 'as')
  }
  const reason = problem ?? skip
  return reason === null ? null : unknown(reason, 'harness')
}

function grantedScope(value: unknown): readonly string[] | null {
  return typeof value === 'string' ? value.split(' ').filter((one) => one !== '') : null
}

function tokenOf(flow: FlowSession, step: 'token' | 'refresh', asked: string | null): TokenAnswer {
  const response = flow.exchanges[step]?.at(-1)
  const body = response === undefined ? null : readJson(response)
  const { access_token, refresh_token, expires_in } = flow.tokens
  if (response === undefined || body === null || access_token === null)
    return unknown('the token response has no access_token', 'as')
  const details = flow.env.variant.variant.grant === 'authorization_code' ? authorizationDetailsOf(flow) : []
  return {
    kind: 'token',
    client: flow.actor.client.name,
    asked: grantedScope(asked) ?? [],
    granted: grantedScope(body.scope),
    accessToken: access_token,
    refreshToken: refresh_token,
    expiresIn: expires_in,
    askedDetails: details.length === 0 ? null : details,
    grantedDetails: body.authorization_details,
    response,
    exchanges: flow.order,
  }
}

/**
 * Tokens of one variant's run, one authorization per wish: cells of a matrix share them.
 * @param label case id under which the exchanges are recorded
 */
export function createApiFlows(env: FlowEnvironment, browser: () => BrowserSession | null, label: string): ApiFlows {
  const known = new Map<string, Promise<TokenAnswer>>()
  const flows = new WeakMap<ApiToken, FlowSession>()
  const path = tokenPath(env.variant.variant.grant)

  const remember = (answer: TokenAnswer, flow: FlowSession): TokenAnswer => {
    if (answer.kind === 'token') flows.set(answer, flow)
    return answer
  }
  const make = async (scopes: readonly string[], wishes: TokenWishes): Promise<TokenAnswer> => {
    const { client = 'client1', details = null, consents = true } = wishes
    if (env.actors[client] === undefined) return unknown(`the target file has no ${client}`, 'config')
    const flow = newFlow(env, label, client, browser(), {
      scopes,
      details,
      withoutConsents: consents ? [] : 'all',
    })
    const walked = await walk(flow, path, null, noPause)
    return ending(flow, walked) ?? remember(tokenOf(flow, 'token', flow.sent.scope), flow)
  }
  const flowOf = (token: ApiToken): FlowSession => {
    const flow = flows.get(token)
    if (flow === undefined) throw new RangeError('the token is not one of this run')
    return flow
  }
  return {
    flowOf,
    tokenFor: (scopes, wishes = {}) => {
      if (wishes.fresh === true) return make(scopes, wishes)
      const { client = 'client1', details = null, consents = true } = wishes
      const key = JSON.stringify([client, [...scopes].sort(), details, consents])
      const answer = known.get(key) ?? make(scopes, wishes)
      known.set(key, answer)
      return answer
    },
    refresh: async (token, caseId, scope) => {
      const flow = forkFlow(flowOf(token), caseId)
      if (flow.tokens.refresh_token === null) return unknown('the token response had no refresh_token', 'as')
      const sent = await sendStep(flow, 'refresh', (draft) => {
        if (scope !== undefined) draft.form?.push(['scope', scope])
      })
      if (sent === null) return unknown('the metadata has no token_endpoint', 'as')
      const { kind, code, detail, attributed, form } = judgeExchange('refresh', sent.exchange)
      if (kind === 'accepted') return remember(tokenOf(flow, 'refresh', scope ?? flow.sent.scope), flow)
      if (kind === 'refused' && form !== 'tls')
        return { kind: 'refused', step: 'refresh', code, detail, exchanges: flow.order }
      return unknown(`could not tell at refresh: ${detail}`, attributed ?? 'as')
    },
  }
}
