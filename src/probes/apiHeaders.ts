import { type HeaderTopic, headerProblem, rulesOf, ruleWords, topicOf } from '../checks/headerRules.ts'
import { headerValues } from '../checks/headers.ts'
import { type Answered, isAnswered } from '../checks/readExchange.ts'
import type { Answer } from '../checks/types.ts'
import type { Endpoint, HeaderRules } from '../profile/types.ts'
import { type EndpointContext, forEndpoint, forSuccess, honestAnswer, silence, skip } from './apiAnswer.ts'
import { errorAnswers } from './apiErrors.ts'
import type { Probe } from './types.ts'
import { isVersionHeader, UNKNOWN_VERSION } from './versionHeader.ts'

/** Which version a refusal of one that does not exist is in, no profile says. */
const isUnanswerable = (name: string, { request }: Answered): boolean =>
  isVersionHeader(name) && headerValues(request.headers, name).includes(UNKNOWN_VERSION)

/** One answer per rule and exchange. */
function judged(rules: HeaderRules, topic: HeaderTopic, exchange: Answered): Answer[] {
  const { method } = exchange.request
  const asked = rulesOf(rules, topic, exchange).filter(([name]) => !isUnanswerable(name, exchange))
  return asked.map(([name, rule]): Answer => {
    const problem = headerProblem(name, rule, exchange)
    const isSent = headerValues(exchange.request.headers, name).length > 0
    const where = `${method} answered with ${exchange.response.status}`
    const said = { expected: ruleWords(name, rule, isSent), exchange: exchange.id, exchanges: [exchange.id] }
    return problem === null
      ? { kind: 'yes', observed: `${where}: so it is`, ...said }
      : { kind: 'no', observed: `${where}: ${problem}`, attributed: 'rs', ...said }
  })
}

const hasTopic = (rules: HeaderRules, topic: HeaderTopic): boolean =>
  Object.entries(rules).some(([name, rule]) => topicOf(name, rule) === topic)

const none: Answer = skip('the profile has no such rule for this endpoint')

/** Rules of a topic, on the answer to the honest call. */
export const headersOfSuccess = (topic: HeaderTopic): Probe =>
  forSuccess(({ exchange }, { endpoint }) => {
    const answers = judged(endpoint.responseHeaders, topic, exchange)
    if (answers.length > 0) return answers
    return [hasTopic(endpoint.responseHeaders, topic) ? skip('the answer has no content') : none]
  })

/** Rules of a topic, on the answers to calls that the endpoint refuses. */
export const headersOfErrors = (topic: HeaderTopic): Probe =>
  forEndpoint(async (given) => {
    const rules = given.endpoint.errorHeaders
    if (!hasTopic(rules, topic)) return [none]
    const honest = await honestAnswer(given)
    if (honest.kind === 'unknown') return [honest]
    const { errors, silent } = await errorAnswers(given, honest.token)
    const answers = errors.flatMap((exchange) => judged(rules, topic, exchange))
    if (answers.length > 0) return answers
    return silent.length > 0 ? silent : [skip('no error answer of this endpoint has content')]
  })

/** Rules of a topic on every answer, of success and of error. */
export const headersOfAll =
  (topic: HeaderTopic): Probe =>
  async (context) => {
    const answers = [...(await headersOfSuccess(topic)(context)), ...(await headersOfErrors(topic)(context))]
    // One of the two may have nothing to ask.
    return answers.some(({ kind }) => kind !== 'not-applicable')
      ? answers.filter(({ kind }) => kind !== 'not-applicable')
      : answers.slice(0, 1)
  }

/** Echoed headers that are UUIDs: those for which the server makes one of its own where the request had none. */
function madeHeaders({ responseHeaders, headers }: Endpoint): readonly string[] {
  const sent = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
  return Object.entries(responseHeaders)
    .filter(([name, rule]) => rule.kind === 'echoed' && (sent.get(name) ?? '$uuid') === '$uuid')
    .map(([name]) => name)
}

async function withoutHeader(name: string, given: EndpointContext): Promise<readonly Answer[]> {
  const honest = await honestAnswer(given)
  if (honest.kind === 'unknown') return [honest]
  const exchange = await given.api.call(given.endpoint, honest.token, { headers: { [name]: null } })
  if ('kind' in exchange) return [exchange]
  const silent = silence(exchange)
  if (silent !== null) return [silent]
  if (!isAnswered(exchange)) return []
  const values = headerValues(exchange.response.headers, name)
  const stale = headerValues(honest.exchange.response.headers, name)[0]
  const problem =
    headerProblem(name, { kind: 'echoed' }, exchange) ??
    (stale !== undefined && values[0] === stale ? 'the UUID of an earlier answer' : null)
  const said = { expected: `${name} with a UUID of its own`, exchange: exchange.id, exchanges: [exchange.id] }
  return [
    problem === null
      ? { kind: 'yes', observed: 'a new UUID', ...said }
      : { kind: 'no', observed: `status ${exchange.response.status}: ${problem}`, attributed: 'rs', ...said },
  ]
}

/** Calls without the headers that the profile calls echoed: the server makes a value, or refuses and makes one even so. */
export const makesEchoedHeaders: Probe = forEndpoint(async (given) => {
  const names = madeHeaders(given.endpoint)
  if (names.length === 0) return [none]
  const answers = await Promise.all(names.map((name) => withoutHeader(name, given)))
  return answers.flat()
})
