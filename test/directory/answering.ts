import type { Exchange, WireErrorCode, WireRequest } from '../../src/wire/types.ts'

/** What is at a URL. A function is asked at each request. */
export interface Served {
  readonly status?: number
  readonly body?: string | ((request: WireRequest) => string | null)
  readonly error?: WireErrorCode
}

/** Sends nothing: answers from a table by URL without query; what is not in it gives 404. */
export function answering(table: Readonly<Record<string, Served>>): (request: WireRequest) => Promise<Exchange> {
  let count = 0
  return async (request) => {
    const served = table[request.url.split('?')[0] ?? ''] ?? { status: 404, body: '' }
    const text = typeof served.body === 'function' ? served.body(request) : (served.body ?? '')
    count += 1
    return {
      id: `x${count}`,
      label: { caseId: 'directory', step: 'directory' },
      request: { ...request, body: request.body ?? null, identity: null },
      response:
        served.error === undefined
          ? {
              status: text === null ? 404 : (served.status ?? 200),
              headers: [],
              body: text ?? '',
              bodyBytes: 0,
              bodyTruncated: false,
              invalidUtf8: false,
            }
          : null,
      error:
        served.error === undefined
          ? null
          : { code: served.error, phase: 'connect', message: `directory.example: ${served.error}` },
      tls: null,
      timing: { startedAt: 0, totalMs: 0, firstByteMs: null },
    }
  }
}
