import type { FlowEnvironment } from '../flow/session.ts'
import { bodyValue, takeValues } from '../flow/takeValues.ts'
import type { Session as BrowserSession } from '../login/types.ts'
import type { AnswerKeys, ApiUnknown, HonestCall } from '../probes/apiTypes.ts'
import type { Endpoint } from '../profile/types.ts'
import type { Exchange } from '../wire/types.ts'
import { answerKeys } from './answerKeys.ts'
import { type ApiFlows, createApiFlows, unknown } from './apiFlows.ts'
import { callEndpoint } from './callEndpoint.ts'

/** What all cases of a variant share about the API of the profile. */
export interface ApiState extends ApiFlows {
  /** The honest call of an endpoint, made once; the values that its path needs are fetched before. */
  readonly honestCall: (endpoint: Endpoint) => Promise<HonestCall | ApiUnknown>
  /** Fetches the values that the path of an endpoint needs and that are not known yet. */
  readonly prepare: (endpoint: Endpoint) => Promise<ApiUnknown | null>
  /** The keys of signed answers, fetched when first asked for. */
  readonly keys: () => Promise<AnswerKeys | ApiUnknown>
}

/** Tokens and honest calls of one variant's run. `label`: the case id of what is shared. */
export function createApiState(env: FlowEnvironment, browser: () => BrowserSession | null, label: string): ApiState {
  const flows = createApiFlows(env, browser, label)
  const known = new Map<string, Promise<HonestCall | ApiUnknown>>()
  const { ecosystem } = env
  const endpoints = ecosystem?.profile.api?.endpoints ?? []

  const take = (endpoint: Endpoint, exchange: Exchange): void => {
    for (const [name, value] of takeValues(bodyValue(exchange.response?.body ?? ''), endpoint.take).values) {
      // What the target file says is meant.
      if (ecosystem && !ecosystem.params.has(name)) ecosystem.params.set(name, value)
    }
  }
  const call = async (endpoint: Endpoint, asking: readonly string[]): Promise<HonestCall | ApiUnknown> => {
    const lacking = await prepare(endpoint, [...asking, endpoint.id])
    if (lacking !== null) return lacking
    const token = await flows.tokenFor(endpoint.scopes)
    if (token.kind === 'unknown') return token
    if (token.kind === 'refused') {
      const scope = endpoint.scopes.join(' ')
      return unknown(`no token for scope "${scope}": refused at ${token.step}: ${token.detail}`, 'as')
    }
    const exchange = await callEndpoint(flows.flowOf(token), endpoint, label)
    if ('kind' in exchange) return exchange
    const accepted = exchange.response?.status === endpoint.status
    if (accepted) take(endpoint, exchange)
    return { kind: 'call', token, exchange, accepted }
  }
  const honest = (endpoint: Endpoint, asking: readonly string[]): Promise<HonestCall | ApiUnknown> => {
    const made = known.get(endpoint.id) ?? call(endpoint, asking)
    known.set(endpoint.id, made)
    return made
  }
  /** `asking`: endpoints that are being called for a value, so that two do not wait for each other for ever. */
  const prepare = async (endpoint: Endpoint, asking: readonly string[]): Promise<ApiUnknown | null> => {
    for (const name of endpoint.params) {
      if (ecosystem?.params.has(name)) continue
      const giver = endpoints.find((one) => one.take[name] !== undefined && !asking.includes(one.id))
      const given = giver && (await honest(giver, asking))
      if (ecosystem?.params.has(name)) continue
      if (giver === undefined) {
        const what = `nothing gives a value for {${name}} in ${endpoint.path}`
        return unknown(`${what}: add "params: { ${name}: ... }" to the target file`, 'config')
      }
      if (given?.kind === 'unknown') return given
      return unknown(`endpoint ${giver.id} gave no value for {${name}} (${giver.take[name]})`, 'rs')
    }
    return null
  }
  let published: Promise<AnswerKeys | ApiUnknown> | null = null
  return {
    ...flows,
    keys: () => {
      published ??= answerKeys(env, label)
      return published
    },
    honestCall: (endpoint) => honest(endpoint, []),
    prepare: (endpoint) => prepare(endpoint, [endpoint.id]),
  }
}
