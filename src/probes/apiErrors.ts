import { type Answered, isAnswered } from '../checks/readExchange.ts'
import { type EndpointContext, silence, type Unknown } from './apiAnswer.ts'
import type { ApiToken, ApiUnknown, CallChanges } from './apiTypes.ts'

interface Mistake {
  readonly change: CallChanges
  readonly applies: (given: EndpointContext) => boolean
}

/** Calls that every API refuses, and that have no effect if one does not. */
const mistakes: readonly Mistake[] = [
  { change: { accessToken: null }, applies: () => true },
  {
    change: { params: {} },
    applies: ({ endpoint }) => endpoint.params.length > 0,
  },
  // A text that is neither JSON nor a JWS.
  { change: { body: '{' }, applies: ({ endpoint }) => endpoint.body !== null && endpoint.body !== undefined },
]

const nobody = '00000000-0000-4000-8000-000000000000'

function changeOf({ change }: Mistake, { endpoint }: EndpointContext): CallChanges {
  return change.params === undefined
    ? change
    : { params: Object.fromEntries(endpoint.params.map((name) => [name, nobody])) }
}

export interface ErrorAnswers {
  readonly errors: readonly Answered[]
  /** Why some of the calls tell nothing. */
  readonly silent: readonly (Unknown | ApiUnknown)[]
}

/** Answers of the endpoint to calls that it has to refuse: without a token, about a thing that is not there, with a broken body. */
export async function errorAnswers(given: EndpointContext, token: ApiToken): Promise<ErrorAnswers> {
  const errors: Answered[] = []
  const silent: (Unknown | ApiUnknown)[] = []
  for (const mistake of mistakes.filter(({ applies }) => applies(given))) {
    const exchange = await given.api.call(given.endpoint, token, changeOf(mistake, given))
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
