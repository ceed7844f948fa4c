import type { JsonObject } from '../json/object.ts'
import type { StepName } from '../suite/types.ts'
import type { Exchange } from '../wire/types.ts'
import { unknown } from './makeAnswer.ts'
import { type Answered, readObject, readResponse, readSuccess } from './readExchange.ts'
import type { Answer, Check, Trace } from './types.ts'

/** A question about the last response of a step, whatever its status. */
export const askResponse =
  (step: StepName, question: (exchange: Answered, trace: Trace) => Answer): Check =>
  (trace) => {
    const read = readResponse(trace, step)
    return read.ok ? question(read.value, trace) : read.answer
  }

/** A question about the last response of a step; unknown unless that was a 2xx. */
export const askSuccess =
  (step: StepName, question: (exchange: Answered, trace: Trace) => Answer): Check =>
  (trace) => {
    const read = readSuccess(trace, step)
    return read.ok ? question(read.value, trace) : read.answer
  }

/** A question about the JSON object in the last response of a step; unknown unless there is one. */
export const askBody =
  (step: StepName, question: (body: JsonObject, exchange: Answered, trace: Trace) => Answer): Check =>
  (trace) => {
    const read = readObject(trace, step)
    return read.ok ? question(read.value.body, read.value.exchange, trace) : read.answer
  }

/** A question about the server's metadata; the exchange is the one that brought it, where it is recorded. */
export const askMetadata =
  (question: (metadata: JsonObject, exchange: Exchange | null, trace: Trace) => Answer): Check =>
  (trace) =>
    trace.metadata === null
      ? unknown('the server metadata could not be read', 'as')
      : question(trace.metadata, trace.exchanges.discovery?.at(-1) ?? null, trace)
