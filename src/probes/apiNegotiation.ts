import { mediaTypeOf } from '../checks/mediaType.ts'
import { isAnswered, isSuccess } from '../checks/readExchange.ts'
import type { Answer } from '../checks/types.ts'
import type { Endpoint } from '../profile/types.ts'
import { type EndpointContext, forEndpoint, type Honest, honestAnswer, silence, skip } from './apiAnswer.ts'
import type { CallChanges } from './apiTypes.ts'
import type { Probe } from './types.ts'
import { UNKNOWN_VERSION, versionHeader } from './versionHeader.ts'

/** Whether a request may be made again without making anything (RFC 9110 section 9.2.1). */
const isSafe = ({ method }: Endpoint): boolean => method === 'GET' || method === 'HEAD'

interface Question {
  /** Why it is not asked; null: it is. */
  readonly idle: (given: EndpointContext) => string | null
  readonly change: (given: EndpointContext) => CallChanges
  readonly expected: string
  readonly holds: (status: number, type: string | null, honest: Honest) => boolean
}

/** The honest call with other headers, and a question about the status and type of its answer. */
const withHeaders = ({ idle, change, expected, holds }: Question): Probe =>
  forEndpoint(async (given) => {
    const reason = idle(given)
    if (reason !== null) return [skip(reason)]
    const honest = await honestAnswer(given)
    if (honest.kind === 'unknown') return [honest]
    const exchange = await given.api.call(given.endpoint, honest.token, change(given))
    if ('kind' in exchange) return [exchange]
    const failed = silence(exchange)
    if (!isAnswered(exchange)) return failed === null ? [] : [failed]
    const { status, headers } = exchange.response
    // That it fails for want of time says nothing; that it fails over these headers does.
    if (failed !== null && status !== 500 && status !== 501) return [failed]
    const type = isSuccess(exchange) ? mediaTypeOf(headers) : null
    const observed = `status ${status}${type === null ? '' : `, Content-Type ${type}`}`
    const said = { expected, observed, exchange: exchange.id, exchanges: [exchange.id] }
    const answer: Answer = holds(status, type, honest)
      ? { kind: 'yes', ...said }
      : { kind: 'no', attributed: 'rs', ...said }
    return [answer]
  })

const unsafe = ({ endpoint }: EndpointContext): string | null =>
  isSafe(endpoint) ? null : `asked of requests without effects only, and this is ${endpoint.method}`

const isOk = (status: number): boolean => status >= 200 && status < 300

/** RFC 9110 section 12.5.1: a server may send a 406 or pass over the wish, and then sends what it has. */
export const foreignAccept: Probe = withHeaders({
  idle: unsafe,
  change: () => ({ headers: { accept: 'text/html, application/xml;q=0.9' } }),
  expected: 'status 406, or the answer in the type that it always has',
  holds: (status, type, { exchange }) =>
    status === 406 || (isOk(status) && type === mediaTypeOf(exchange.response.headers)),
})

const customerHeaders = (now: number): Readonly<Record<string, string>> => ({
  'x-fapi-auth-date': new Date(now - 60_000).toUTCString(),
  // An address of nobody (RFC 5737).
  'x-fapi-customer-ip-address': '198.51.100.7',
  'x-customer-user-agent': 'Mozilla/5.0',
})

/** FAPI 1.0 part 1 section 6.2.2: clients may tell of the customer; most ecosystems have kept these headers. */
export const takesCustomerHeaders: Probe = withHeaders({
  idle: unsafe,
  change: ({ context }) => ({ headers: customerHeaders(context.now()) }),
  expected: 'the same status as without x-fapi-auth-date, x-fapi-customer-ip-address and x-customer-user-agent',
  holds: (status, _type, { exchange }) => status === exchange.response.status,
})

/** A version that there is not: who ignores the header serves what the client did not ask for. */
export const refusesUnknownVersion: Probe = withHeaders({
  idle: ({ endpoint }) => (versionHeader(endpoint) === undefined ? 'calls of this API name no version' : null),
  change: ({ endpoint }) => ({ headers: { [versionHeader(endpoint) ?? 'x-v']: UNKNOWN_VERSION } }),
  expected: `a refusal of version ${UNKNOWN_VERSION} (4xx)`,
  holds: (status) => status >= 400 && status < 500,
})
