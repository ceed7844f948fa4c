import type { Exchange, HeaderLines, RecordedResponse, WireError } from '../../src/wire/types.ts'

/** A response as a test writes it down. */
export interface ResponseDraft {
  status: number
  headers: [string, string][]
  /** An object is sent as JSON. */
  body: unknown
}

export interface RequestDraft {
  method?: string
  url?: string
  headers?: HeaderLines
  body?: string | null
}

/** 2026-01-15T12:00:00Z; all times of the tests count from here. */
export const NOW = Date.UTC(2026, 0, 15, 12)

let count = 0

/** An exchange as the wire would have recorded it. */
export function exchange(
  step: string,
  request: RequestDraft,
  response: ResponseDraft | null,
  error: WireError | null = null,
): Exchange {
  count += 1
  const body =
    response === null ? '' : typeof response.body === 'string' ? response.body : JSON.stringify(response.body)
  const recorded: RecordedResponse | null =
    response === null
      ? null
      : {
          status: response.status,
          headers: response.headers,
          body,
          bodyBytes: body.length,
          bodyTruncated: false,
          invalidUtf8: false,
        }
  return {
    id: `x${String(count).padStart(4, '0')}`,
    label: { caseId: 'honest-flow', step },
    request: {
      method: request.method ?? 'POST',
      url: request.url ?? `https://as.example/${step}`,
      headers: request.headers ?? [],
      body: request.body ?? null,
      identity: null,
    },
    response: recorded,
    error,
    tls: null,
    timing: { startedAt: NOW, totalMs: 5, firstByteMs: 4 },
  }
}

/** A JSON response. */
export const json = (status: number, body: unknown, headers: [string, string][] = []): ResponseDraft => ({
  status,
  headers: [['Content-Type', 'application/json'], ...headers],
  body,
})

/** A connection that gave no answer. */
export const noAnswer = (step: string, code: WireError['code'], phase: WireError['phase']): Exchange =>
  exchange(step, {}, null, { code, phase, message: `${code} while in ${phase}` })
