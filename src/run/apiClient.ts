import { judgeExchange } from '../checks/refusal.ts'
import { sendStep } from '../flow/send.ts'
import { forkFlow } from '../flow/session.ts'
import type { ApiClient } from '../probes/apiTypes.ts'
import { unknown } from './apiFlows.ts'
import type { ApiState } from './apiState.ts'
import { callEndpoint } from './callEndpoint.ts'

/** The API as one case may use it; its own requests are recorded under its id. */
export function apiClientFor(api: ApiState, caseId: string): ApiClient {
  return {
    tokenFor: api.tokenFor,
    honestCall: api.honestCall,
    keys: api.keys,
    call: async (endpoint, token, changes = {}) => {
      const wants = { ...endpoint, params: endpoint.params.filter((name) => changes.params?.[name] === undefined) }
      return (await api.prepare(wants)) ?? callEndpoint(api.flowOf(token), endpoint, caseId, changes)
    },
    refresh: (token, scope) => api.refresh(token, caseId, scope),
    revoke: async (token) => {
      const flow = forkFlow(api.flowOf(token), caseId)
      // The access token, not the refresh token that a revocation takes first.
      flow.tokens = { ...flow.tokens, refresh_token: null }
      const sent = await sendStep(flow, 'revoke')
      if (sent === null) return unknown('the metadata has no revocation_endpoint', 'as')
      const { kind, detail, attributed } = judgeExchange('revoke', sent.exchange)
      return kind === 'accepted' ? true : unknown(`the revocation was not accepted: ${detail}`, attributed ?? 'as')
    },
    introspect: async (token) => {
      const sent = await sendStep(forkFlow(api.flowOf(token), caseId), 'introspect')
      return sent === null ? unknown('the metadata has no introspection_endpoint', 'as') : sent.exchange
    },
  }
}
