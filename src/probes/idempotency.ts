import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { decodeJwt } from '../checks/jwt.ts'
import type { Answer } from '../checks/types.ts'
import type { JsonObject } from '../json/object.ts'
import { lookUp, pointerTokens } from '../payload/jsonPointer.ts'
import type { Endpoint } from '../profile/types.ts'
import type { Exchange } from '../wire/types.ts'
import { honestAnswer } from './apiAnswer.ts'
import type { ApiClient, ApiToken, ApiUnknown, CallChanges } from './apiTypes.ts'
import { noAnswer, objectIn, valuesOf } from './ask.ts'
import type { Probe, ProbeContext } from './types.ts'

interface Subject {
  readonly api: ApiClient
  readonly endpoint: Endpoint
  readonly token: ApiToken
  readonly header: string
}

/** The endpoint with a token that opens it, or why the question does not arise or cannot be answered. */
async function subjectOf(context: ProbeContext): Promise<Subject | Answer> {
  const { api, endpoint } = context
  if (!api || !endpoint)
    return { kind: 'unknown', reason: 'the profile describes no endpoint to ask', attributed: 'config' }
  if (endpoint.idempotency === null) return { kind: 'not-applicable', reason: `${endpoint.id} has no idempotency key` }
  const honest = await honestAnswer({ context, api, endpoint })
  return honest.kind === 'unknown' ? honest : { api, endpoint, token: honest.token, header: endpoint.idempotency }
}

const isAnswer = (found: Subject | Answer): found is Answer => 'kind' in found

/** Calls with a key; what got no answer, or none for now, is unknown. */
async function callWith(
  { api, endpoint, token, header }: Subject,
  key: string,
  changes: CallChanges = {},
): Promise<Exchange | ApiUnknown> {
  const called = await api.call(endpoint, token, { ...changes, headers: { ...changes.headers, [header]: key } })
  if ('kind' in called) return called
  const silent = noAnswer(called, 'rs')
  return silent === null ? called : { ...silent, attributed: silent.attributed ?? 'rs' }
}

const isSuccess = ({ response }: Exchange): boolean =>
  response !== null && response.status >= 200 && response.status < 300
const statusOf = ({ response }: Exchange): string => String(response?.status ?? 'no answer')

/** Members that differ each time an answer is signed (RFC 7519 section 4.1). */
const TIMELY: readonly string[] = ['iat', 'exp', 'nbf', 'jti']

/** The JSON object of an answer; of a signed one its claims, without those of the signing. */
function answerOf(exchange: Exchange): JsonObject | null {
  const signed = decodeJwt(exchange.response?.body.trim())
  if (!signed.ok) return objectIn(exchange)
  return Object.fromEntries(Object.entries(signed.jwt.claims).filter(([name]) => !TIMELY.includes(name)))
}

/** What tells the thing that a request made from another one: its id where the profile knows it, else its address, else all. */
function madeBy(exchange: Exchange, { take }: Endpoint): unknown {
  const body = answerOf(exchange)
  const ids = Object.values(take).map((pointer) => lookUp(body, pointerTokens(pointer))?.value)
  if (ids.length > 0 && ids.every((id) => id !== undefined)) return ids
  const [location] = valuesOf(exchange, 'location')
  return location ?? body ?? exchange.response?.body
}

/** Two requests with one key and one with another: the first two are one, the third is not. */
export const idempotentRepeat: Probe = async (context) => {
  const subject = await subjectOf(context)
  if (isAnswer(subject)) return [subject]
  const key = randomUUID()
  const first = await callWith(subject, key)
  if ('kind' in first) return [first]
  const second = await callWith(subject, key)
  if ('kind' in second) return [second]
  const third = await callWith(subject, randomUUID())
  if ('kind' in third) return [third]
  const exchanges = [first, second, third].map(({ id }) => id)
  const failed = [first, third].find((one) => !isSuccess(one))
  if (failed !== undefined)
    return [{ kind: 'unknown', reason: `a request with a new key was answered ${statusOf(failed)}`, attributed: 'rs' }]
  const { endpoint } = subject
  const expected = 'the same key twice makes one thing, and the second answer is about that'
  if (!isSuccess(second))
    return [
      {
        kind: 'no',
        expected,
        observed: `the repeated request was answered ${statusOf(second)}`,
        attributed: 'rs',
        exchanges,
      },
    ]
  if (isDeepStrictEqual(madeBy(first, endpoint), madeBy(third, endpoint))) {
    const reason = `${endpoint.id} answers requests with different keys alike, so a second effect would not be seen`
    return [{ kind: 'unknown', reason, attributed: 'rs' }]
  }
  const same = isDeepStrictEqual(madeBy(first, endpoint), madeBy(second, endpoint))
  const observed = same ? 'both answers are about one thing' : 'the repeated request made a second thing'
  return [{ kind: same ? 'yes' : 'no', expected, observed, attributed: 'rs', exchanges }]
}

/** Without a key there is no way to repeat. */
export const idempotencyKeyRequired: Probe = async (context) => {
  const subject = await subjectOf(context)
  if (isAnswer(subject)) return [subject]
  const { api, endpoint, token, header } = subject
  const called = await api.call(endpoint, token, { headers: { [header]: null } })
  if ('kind' in called) return [called]
  const silent = noAnswer(called, 'rs')
  if (silent !== null) return [silent]
  const status = called.response?.status ?? 0
  const expected = `a request without ${header} is refused with a status of 4xx`
  const ok = status >= 400 && status < 500
  return [{ kind: ok ? 'yes' : 'no', expected, observed: `status ${status}`, attributed: 'rs', exchanges: [called.id] }]
}

/** A body that asks for something else: another amount, another count; null: there is nothing that can be told to be one. */
function otherBody(value: unknown): unknown {
  if (typeof value === 'number') return value + 1
  if (typeof value === 'string')
    return /^\d{1,9}\.\d{1,5}$/.test(value) ? value.replace(/^\d+/, (whole) => String(Number(whole) + 1)) : null
  if (typeof value !== 'object' || value === null) return null
  for (const [name, member] of Object.entries(value)) {
    const other = otherBody(member)
    if (other !== null) return Array.isArray(value) ? value.with(Number(name), other) : { ...value, [name]: other }
  }
  return null
}

/** A used key with another request: refused, or answered with what the first request made. */
export const idempotencyKeyReused: Probe = async (context) => {
  const subject = await subjectOf(context)
  if (isAnswer(subject)) return [subject]
  const { endpoint } = subject
  const payload = otherBody(endpoint.body)
  if (payload === null)
    return [{ kind: 'not-applicable', reason: `the body of ${endpoint.id} has no amount that could be another one` }]
  const key = randomUUID()
  const first = await callWith(subject, key)
  if ('kind' in first) return [first]
  const control = await callWith(subject, randomUUID(), { payload })
  if ('kind' in control) return [control]
  const reused = await callWith(subject, key, { payload })
  if ('kind' in reused) return [reused]
  const failed = [first, control].find((one) => !isSuccess(one))
  if (failed !== undefined)
    return [{ kind: 'unknown', reason: `a request with a new key was answered ${statusOf(failed)}`, attributed: 'rs' }]
  const status = reused.response?.status ?? 0
  const firstAgain = isSuccess(reused) && isDeepStrictEqual(madeBy(first, endpoint), madeBy(reused, endpoint))
  const ok = firstAgain || (status >= 400 && status < 500)
  const expected = 'another request with a used key is refused, or answered as the first one was'
  const made = isSuccess(reused) ? ', about a thing of its own' : ''
  const observed = firstAgain ? 'the answer of the first request came again' : `status ${status}${ok ? '' : made}`
  const exchanges = [first, control, reused].map(({ id }) => id)
  return [{ kind: ok ? 'yes' : 'no', expected, observed, attributed: 'rs', exchanges }]
}
