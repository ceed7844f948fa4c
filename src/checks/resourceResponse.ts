import { askResponse, askSuccess } from './ask.ts'
import { headerValues } from './headers.ts'
import { parseHttpDate, secondsOff } from './httpDate.ts'
import { judge, judgeProblems, notApplicable } from './makeAnswer.ts'
import { mediaTypeOf, mediaTypeProblem } from './mediaType.ts'
import { isSuccess } from './readExchange.ts'
import { show } from './showValue.ts'
import { parseJson } from './strictJson.ts'
import type { Check } from './types.ts'

const accepted: Check = askResponse('resource', (exchange) =>
  judge(
    isSuccess(exchange),
    'the request with the token in the Authorization header is served (2xx)',
    `status ${exchange.response.status}`,
    exchange,
    'rs',
  ),
)

const date: Check = askSuccess('resource', (exchange) => {
  const values = headerValues(exchange.response.headers, 'date')
  const ok = values.length === 1 && parseHttpDate(values[0] ?? '') !== null
  const seen = values.length === 0 ? 'no Date header' : `Date: ${values.join(' and ')}`
  return judge(ok, 'one Date header in the form of RFC 9110 section 5.6.7', seen, exchange, 'rs')
})

const dateRight: Check = askSuccess('resource', (exchange) => {
  const at = parseHttpDate(headerValues(exchange.response.headers, 'date')[0] ?? '')
  if (at === null) return notApplicable('the resource response has no readable Date header')
  const off = secondsOff(at, exchange)
  return judge(
    off === null,
    'a Date within 5 minutes of the time',
    off === null ? 'so it is' : `${off} s off`,
    exchange,
    'rs',
  )
})

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

const interactionId: Check = askSuccess('resource', (exchange, trace) => {
  const values = headerValues(exchange.response.headers, 'x-fapi-interaction-id')
  if (values.length === 0) return notApplicable('the resource response has no x-fapi-interaction-id')
  const sent = headerValues(exchange.request.headers, 'x-fapi-interaction-id')[0] ?? trace.sent.interactionId
  const [value = ''] = values
  // A server that lower-cases the UUID has not changed it (RFC 9562 section 4).
  const ok = values.length === 1 && UUID.test(value) && (sent === null || value.toLowerCase() === sent.toLowerCase())
  const expected = sent === null ? 'one x-fapi-interaction-id, a UUID' : 'the x-fapi-interaction-id of the request'
  return judge(ok, expected, values.map((one) => show(one)).join(' and '), exchange, 'rs')
})

const contentType: Check = askSuccess('resource', (exchange) => {
  const { headers, body, status } = exchange.response
  if (status === 204 || body === '') return notApplicable('the resource response has no body')
  const type = mediaTypeOf(headers)
  const count = headerValues(headers, 'content-type').length
  const problems = count === 1 ? [] : [mediaTypeProblem(headers, []) ?? `${count} Content-Type headers`]
  if (type !== null && /^application\/(?:[\w.-]+\+)?json$/.test(type)) {
    const parsed = parseJson(body)
    if (!parsed.ok) problems.push(`the type is ${type} and the body is ${parsed.problem}`)
  }
  if (exchange.response.invalidUtf8) problems.push('bytes that are not UTF-8')
  return judgeProblems(problems, 'one Content-Type that fits the body', type ?? '', exchange, 'rs')
})

/** The response of the protected resource to an honest request. */
export const resourceResponse = {
  'resource-accepts-token': accepted,
  'resource-date': date,
  'resource-date-right': dateRight,
  'resource-interaction-id': interactionId,
  'resource-content-type': contentType,
} satisfies Record<string, Check>
