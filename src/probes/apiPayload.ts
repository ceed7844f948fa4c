import { mediaTypeOf } from '../checks/mediaType.ts'
import { payloadAnswers } from '../checks/payloadAnswers.ts'
import { parsePayload } from '../checks/payloadText.ts'
import { type Answered, isAnswered } from '../checks/readExchange.ts'
import type { Answer } from '../checks/types.ts'
import { loadRules, type PayloadRules } from '../payload/loadRules.ts'
import type { PayloadSchema } from '../payload/types.ts'
import type { Endpoint } from '../profile/types.ts'
import { forEndpoint, forSuccess, honestAnswer, isFault, silence, skip } from './apiAnswer.ts'
import { errorAnswers } from './apiErrors.ts'
import type { Probe } from './types.ts'

/** The status of the honest call. */
export const statusOfSuccess: Probe = forEndpoint(async ({ api, endpoint }) => {
  const called = await api.honestCall(endpoint)
  if (called.kind === 'unknown') return [called]
  const { exchange } = called
  const silent = silence(exchange)
  if (!isAnswered(exchange)) return silent === null ? [] : [silent]
  const { status } = exchange.response
  if (silent !== null && status !== 500 && status !== 501) return [silent]
  const said = {
    expected: `status ${endpoint.status}`,
    observed: `status ${status}`,
    exchange: exchange.id,
    exchanges: [exchange.id],
  }
  return [status === endpoint.status ? { kind: 'yes', ...said } : { kind: 'no', attributed: 'rs', ...said }]
})

const isJsonType = (type: string | null): boolean =>
  type !== null && /^application\/(?:[\w.-]+\+)?(?:json|jwt|jose)$/.test(type)

/** The schema for an answer. The type is a question of its own, so under a wrong one the JSON is judged as what it is meant to be. */
function schemaFor(rules: PayloadRules, { response }: Answered): PayloadSchema | Answer {
  const rule = rules.response(response.status, mediaTypeOf(response.headers))
  if (rule.kind === 'schema') return rule.schema
  if (rule.kind === 'nothing') return skip(`${rules.title} asks nothing of the body of a ${response.status}`)
  if (rule.kind === 'unknown-status')
    return skip(`${rules.title} describes no ${response.status}, only ${rule.known.join(', ')}`)
  const meant = rule.known.find(isJsonType)
  const other = meant === undefined ? rule : rules.response(response.status, meant)
  return other.kind === 'schema' ? other.schema : skip(`${rules.title} asks nothing of the body of this type`)
}

function judged(rules: PayloadRules, exchange: Answered): readonly Answer[] {
  const schema = schemaFor(rules, exchange)
  if ('kind' in schema) return [schema]
  const { json, problems } = parsePayload(exchange)
  if (json === null) {
    const reason = `the body cannot be judged by ${schema.title}: ${problems.join('; ')}`
    return [{ kind: 'unknown', reason, attributed: 'rs' }]
  }
  return payloadAnswers(schema, json.value, exchange)
}

const noSchema = skip('the profile names no schema for this endpoint')

/** The body of the honest call's answer, by the schema of the profile. */
export const bodyOfSuccess: Probe = forEndpoint(async (given) => {
  const { schema } = given.endpoint
  if (schema === null) return [noSchema]
  const honest = await honestAnswer(given)
  return honest.kind === 'honest' ? judged(loadRules(schema), honest.exchange) : [honest]
})

/** Bodies of error answers, by the API document. */
export const bodyOfErrors: Probe = forEndpoint(async (given) => {
  const { schema } = given.endpoint
  if (schema === null || schema.kind === 'schema') return [skip('the profile names no API document for this endpoint')]
  const honest = await honestAnswer(given)
  if (honest.kind === 'unknown') return [honest]
  const { errors, silent } = await errorAnswers(given, honest.token)
  const answers = errors.flatMap((exchange) => judged(loadRules(schema), exchange))
  return answers.length > 0 || silent.length === 0 ? answers : silent
})

const wantsJson = ({ schema }: Endpoint, type: string | null): boolean => schema !== null || isJsonType(type)

/** Whether there is a schema for the body of this answer, so that there has to be one. */
const describesBody = ({ schema }: Endpoint, exchange: Answered): boolean =>
  schema !== null && !('kind' in schemaFor(loadRules(schema), exchange))

/** Whether the body is one JSON text that all readers read alike. */
export const bodyIsJson: Probe = async (context) => {
  const { api, endpoint } = context
  const called = api && endpoint ? await api.honestCall(endpoint) : null
  if (called?.kind === 'call' && isFault(called.exchange)) {
    const { id, error } = called.exchange
    const expected = 'a body that clients can take'
    return [{ kind: 'no', expected, observed: error?.message ?? '', attributed: 'rs', exchange: id, exchanges: [id] }]
  }
  return forSuccess(({ exchange }, given) => {
    const { body, headers, status } = exchange.response
    if (status === 204 || (body === '' && !describesBody(given.endpoint, exchange)))
      return [skip('the answer has no content')]
    if (!wantsJson(given.endpoint, mediaTypeOf(headers)))
      return [skip('the answer is not JSON, and nothing says that it has to be')]
    const { problems } = parsePayload(exchange)
    const said = {
      expected: 'one JSON text in UTF-8, no member twice, of bounded depth',
      exchange: exchange.id,
      exchanges: [exchange.id],
    }
    return [
      problems.length === 0
        ? { kind: 'yes', observed: 'so it is', ...said }
        : { kind: 'no', observed: problems.slice(0, 8).join('; '), attributed: 'rs', ...said },
    ]
  })(context)
}
