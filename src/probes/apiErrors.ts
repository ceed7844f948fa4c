import { type Answered, isAnswered } from '../checks/readExchange.ts'
import type { Endpoint } from '../profile/types.ts'
import { type EndpointContext, silence, type Unknown } from './apiAnswer.ts'
import type { ApiToken, ApiUnknown, CallChanges } from './apiTypes.ts'
import { closedToken } from './closedToken.ts'
import { UNKNOWN_VERSION, versionHeader } from './versionHeader.ts'

const nobody = '00000000-0000-4000-8000-000000000000'

/** Calls that an API has to refuse, made with the token of the honest one; null: the endpoint has nothing to make it with. */
const mistakes: readonly ((endpoint: Endpoint) => CallChanges | null)[] = [
  () => ({ accessToken: null }),
  ({ params }) => (params.length === 0 ? null : { params: Object.fromEntries(params.map((name) => [name, nobody])) }),
  // A text that is neither JSON nor a JWS.
  ({ body }) => (body === null || body === undefined ? null : { body: '{' }),
  (endpoint) => {
    const name = versionHeader(endpoint)
    return name === undefined ? null : { headers: { [name]: UNKNOWN_VERSION } }
  },
]

export interface ErrorAnswers {
  readonly errors: readonly Answered[]
  /** Why some of the calls tell nothing. */
  readonly silent: readonly (Unknown | ApiUnknown)[]
}

async function askAll(given: EndpointContext, token: ApiToken): Promise<ErrorAnswers> {
  const errors: Answered[] = []
  const silent: (Unknown | ApiUnknown)[] = []
  const closed = await closedToken(given.context.profile, given)
  const calls: (readonly [ApiToken, CallChanges])[] = mistakes.flatMap((make) => {
    const change = make(given.endpoint)
    return change === null ? [] : [[token, change] as const]
  })
  for (const [own, change] of closed === null ? calls : [...calls, [closed, {}] as const]) {
    const exchange = await given.api.call(given.endpoint, own, change)
    if ('kind' in exchange) {
      silent.push(exchange)
      continue
    }
    const failed = silence(exchange)
    // Refused by TLS: there is no answer that could have headers.
    if (failed !== null) silent.push(failed)
    else if (isAnswered(exchange) && exchange.response.status >= 400) errors.push(exchange)
  }
  return { errors, silent }
}

/** By token and endpoint: the questions about error answers are many, and all are about the same calls. */
const asked = new WeakMap<ApiToken, Map<string, Promise<ErrorAnswers>>>()

/**
 * Answers of the endpoint to calls that it has to refuse: without a token, about a thing that is not there, with a broken body, for
 * a version that does not exist, with a token of another scope. They are made once per run.
 */
export function errorAnswers(given: EndpointContext, token: ApiToken): Promise<ErrorAnswers> {
  const known = asked.get(token) ?? new Map<string, Promise<ErrorAnswers>>()
  asked.set(token, known)
  const answers = known.get(given.endpoint.id) ?? askAll(given, token)
  known.set(given.endpoint.id, answers)
  return answers
}
