import { isObject } from '../json/object.ts'
import type { StepName } from '../suite/types.ts'
import { askResponse, askSuccess } from './ask.ts'
import { cacheDirectives, headerList } from './headers.ts'
import { judge, judgeProblems } from './makeAnswer.ts'
import { mediaTypeProblem } from './mediaType.ts'
import { errorCodeOf } from './oauthError.ts'
import { show } from './showValue.ts'
import { parseJson } from './strictJson.ts'
import type { Check } from './types.ts'

/** The success status of a step, and nothing else of the 2xx family. */
export const statusCheck = (step: StepName, status: number): Check =>
  askResponse(step, (exchange) => {
    const { response } = exchange
    const code = errorCodeOf(response.body)
    const seen = code === null ? `status ${response.status}` : `status ${response.status} with error "${code}"`
    return judge(response.status === status && code === null, `status ${status} without an error`, seen, exchange)
  })

/** Exactly one Content-Type header with one of the types; parameters such as `charset=utf-8` do not matter. */
export const contentTypeCheck = (step: StepName, allowed: readonly string[]): Check =>
  askSuccess(step, (exchange) => {
    const problem = mediaTypeProblem(exchange.response.headers, allowed)
    const good = headerList(exchange.response.headers, 'content-type') ?? ''
    return judge(problem === null, `Content-Type ${allowed.join(' or ')}`, problem ?? good, exchange)
  })

/** The body is one JSON object in UTF-8 in which no member name occurs twice. */
export const jsonObjectCheck = (step: StepName): Check =>
  askSuccess(step, (exchange) => {
    const { body, invalidUtf8, bodyTruncated } = exchange.response
    const parsed = parseJson(body)
    const problems: string[] = []
    if (bodyTruncated) problems.push('a body longer than the limit of the runner')
    if (invalidUtf8) problems.push('bytes that are not UTF-8')
    if (!parsed.ok) problems.push(parsed.problem)
    else if (!isObject(parsed.value)) problems.push(`JSON that is not an object: ${show(parsed.value, 40)}`)
    else problems.push(...parsed.duplicates.map((name) => `"${name}" occurs twice`))
    return judgeProblems(problems, 'one JSON object without repeated member names', 'one JSON object', exchange)
  })

/** `Cache-Control: no-store`, other directives beside it do not matter. */
export const noStoreCheck = (step: StepName): Check =>
  askSuccess(step, (exchange) => {
    const { headers } = exchange.response
    const seen = headerList(headers, 'cache-control')
    const ok = cacheDirectives(headers).includes('no-store')
    return judge(
      ok,
      'Cache-Control: no-store',
      seen === null ? 'no Cache-Control header' : `Cache-Control: ${seen}`,
      exchange,
    )
  })
