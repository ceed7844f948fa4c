import { type Answered, isAnswered, isSuccess } from '../checks/readExchange.ts'
import { judgeFailure, judgeNoAnswer } from '../checks/stepOutcome.ts'
import type { Answer } from '../checks/types.ts'
import type { Endpoint } from '../profile/types.ts'
import type { Exchange, WireErrorCode } from '../wire/types.ts'
import type { ApiClient, ApiToken, ApiUnknown } from './apiTypes.ts'
import type { Probe, ProbeContext } from './types.ts'

export type Unknown = Extract<Answer, { kind: 'unknown' }>

/** What the probes of an endpoint work with. */
export interface EndpointContext {
  readonly context: ProbeContext
  readonly api: ApiClient
  readonly endpoint: Endpoint
}

/** An answer that a client cannot take is a fault of the server, and no reason to say that nothing is known. */
const FAULTS: readonly WireErrorCode[] = ['BODY_TOO_LARGE', 'HEADERS_TOO_LARGE', 'BAD_ENCODING', 'BAD_RESPONSE']

export const isFault = ({ error }: Exchange): boolean => error !== null && FAULTS.includes(error.code)

export const skip = (reason: string): Answer => ({ kind: 'not-applicable', reason })

/** Why nothing can be said about an answer; null: there is one, and it is not that the server failed. */
export function silence(exchange: Exchange): Unknown | null {
  const outcome = isAnswered(exchange)
    ? judgeFailure('resource', exchange.response.status)
    : judgeNoAnswer('resource', exchange)
  if (outcome === null) return null
  const { method, url } = exchange.request
  const reason = `${method} ${url.split('?')[0]}: ${outcome.detail}`
  return { kind: 'unknown', reason, attributed: outcome.attributed ?? 'rs' }
}

/** A probe of one endpoint of the profile. */
export const forEndpoint =
  (ask: (given: EndpointContext) => Promise<readonly Answer[]>): Probe =>
  async (context) => {
    const { api, endpoint } = context
    if (!api || !endpoint)
      return [{ kind: 'unknown', reason: 'the profile describes no endpoint to ask', attributed: 'config' }]
    return ask({ context, api, endpoint })
  }

/** The honest call of the endpoint, answered with a success, of whatever status. */
export interface Honest {
  readonly kind: 'honest'
  readonly token: ApiToken
  readonly exchange: Answered
}

/** The honest call of an endpoint, or why there is nothing to look at. */
export async function honestAnswer({ api, endpoint }: EndpointContext): Promise<Honest | Unknown | ApiUnknown> {
  const called = await api.honestCall(endpoint)
  if (called.kind === 'unknown') return called
  const { exchange, token } = called
  const silent = silence(exchange)
  if (silent !== null) return silent
  if (isAnswered(exchange) && isSuccess(exchange)) return { kind: 'honest', token, exchange }
  const reason = `${exchange.request.method} ${endpoint.path} was answered with status ${exchange.response?.status}, so there is nothing to look at`
  return { kind: 'unknown', reason, attributed: 'rs' }
}

/** A success that the probe asks something about. */
export const forSuccess = (
  ask: (honest: Honest, given: EndpointContext) => readonly Answer[] | Promise<readonly Answer[]>,
): Probe =>
  forEndpoint(async (given) => {
    const honest = await honestAnswer(given)
    return honest.kind === 'honest' ? ask(honest, given) : [honest]
  })
