import { isObject, type JsonObject } from '../json/object.ts'
import type { StepName } from '../suite/types.ts'
import type { Exchange, RecordedResponse } from '../wire/types.ts'
import { found, missing, type Read, unknown } from './makeAnswer.ts'
import { partyAt } from './stepOutcome.ts'
import { parseJson } from './strictJson.ts'
import type { Answer, Trace } from './types.ts'

/** An exchange that got an HTTP answer. */
export type Answered = Exchange & { readonly response: RecordedResponse }

export const isAnswered = (exchange: Exchange): exchange is Answered => exchange.response !== null
export const isSuccess = ({ response }: Answered): boolean => response.status >= 200 && response.status < 300
export const isRedirect = ({ response }: Answered): boolean => response.status >= 300 && response.status < 400

/** `error` of a JSON body, for reasons; never judged. */
function errorCode(body: string): string {
  const parsed = parseJson(body)
  const code = parsed.ok && isObject(parsed.value) ? parsed.value.error : undefined
  return typeof code === 'string' ? ` with error "${code.slice(0, 60)}"` : ''
}

const notMade = ({ stopped }: Trace, step: StepName): Answer =>
  stopped
    ? unknown(`no ${step} request was made: the flow stopped at ${stopped.step}: ${stopped.detail}`, stopped.attributed)
    : unknown(`no ${step} request was made in this flow`)

/** The last exchange of a step with its response; `unknown` when none was made or none was answered. */
export function readResponse(trace: Trace, step: StepName): Read<Answered> {
  const last = trace.exchanges[step]?.at(-1)
  if (last === undefined) return missing(notMade(trace, step))
  if (isAnswered(last)) return found(last)
  return missing(
    unknown(`the ${step} request got no answer: ${last.error?.message ?? 'no reason recorded'}`, 'network'),
  )
}

/** As `readResponse`, and the answer is a 2xx: what it holds can be looked at. */
export function readSuccess(trace: Trace, step: StepName): Read<Answered> {
  const read = readResponse(trace, step)
  if (!read.ok || isSuccess(read.value)) return read
  const { status, body } = read.value.response
  return missing(
    unknown(
      `the ${step} request was answered with ${status}${errorCode(body)}, so there is nothing to look at`,
      partyAt(step),
    ),
  )
}

export interface ObjectBody {
  readonly body: JsonObject
  readonly exchange: Answered
}

/** As `readSuccess`, and the body is one JSON object, whatever its content type says (that is a question of its own). */
export function readObject(trace: Trace, step: StepName): Read<ObjectBody> {
  const read = readSuccess(trace, step)
  if (!read.ok) return read
  const parsed = parseJson(read.value.response.body)
  if (parsed.ok && isObject(parsed.value)) return found({ body: parsed.value, exchange: read.value })
  return missing(
    unknown(`the body of the ${step} response is not a JSON object, so there is nothing to look at`, partyAt(step)),
  )
}
