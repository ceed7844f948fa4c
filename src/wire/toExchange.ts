import { isUtf8 } from 'node:buffer'
import { performance } from 'node:perf_hooks'
import type { Attempt } from './attempt.ts'
import { classifyError } from './classifyError.ts'
import { decodeBody } from './decodeBody.ts'
import { headerLinesOfRaw, headerLinesOfText, headerValues } from './headerLines.ts'
import type { Exchange, ExchangeLabel, RecordedResponse, WireError, WireRequest } from './types.ts'

/** What is known before anything was sent. */
export interface Opening {
  readonly id: string
  readonly label: ExchangeLabel
  readonly request: WireRequest
  /** Unix epoch ms. */
  readonly startedAt: number
  /** `performance.now()` at the same moment: durations must not jump when the clock is set. */
  readonly ticks: number
}

const tenths = (ms: number): number => Math.round(ms * 10) / 10

function exchange(
  opening: Opening,
  attempt: Attempt | null,
  response: RecordedResponse | null,
  error: WireError | null,
): Exchange {
  const { id, label, request, startedAt, ticks } = opening
  const first = attempt?.firstByteAt ?? null
  return {
    id,
    label,
    request: {
      method: request.method,
      url: request.url,
      headers: attempt?.head ? headerLinesOfText(attempt.head) : request.headers,
      body: request.body ?? null,
      identity: request.identity ?? null,
    },
    response,
    error,
    tls: attempt?.tls ?? null,
    timing: {
      startedAt,
      totalMs: tenths(performance.now() - ticks),
      firstByteMs: first === null ? null : tenths(first - ticks),
    },
  }
}

/** The exchange of a request that never got as far as an attempt. */
export const unsentExchange = (opening: Opening, error: WireError): Exchange => exchange(opening, null, null, error)

/** Turns an attempt into an exchange: body decoded, text made, faults kept. Never rejects. */
export async function toExchange(opening: Opening, attempt: Attempt, maxBodyBytes: number): Promise<Exchange> {
  if (attempt.error) return exchange(opening, attempt, null, attempt.error)
  const headers = headerLinesOfRaw(attempt.rawHeaders)
  const raw = attempt.chunks.length === 1 ? (attempt.chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(attempt.chunks)
  try {
    const codings = headerValues(headers, 'content-encoding')
    const body = codings.length === 0 ? raw : await decodeBody(raw, codings, maxBodyBytes)
    const text = body.toString('utf8')
    return exchange(
      opening,
      attempt,
      {
        status: attempt.status,
        headers,
        body: text,
        bodyBytes: body.length,
        bodyTruncated: false,
        invalidUtf8: !isUtf8(body),
      },
      null,
    )
  } catch (error) {
    return exchange(opening, attempt, null, classifyError(error, 'response'))
  }
}
