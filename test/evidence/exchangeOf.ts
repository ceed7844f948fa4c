import type { Exchange, HeaderLines } from '../../src/wire/types.ts'

export interface Parts {
  readonly id?: string
  readonly step?: string
  readonly method?: string
  readonly url?: string
  readonly headers?: HeaderLines
  readonly body?: string | null
  readonly status?: number
  readonly type?: string
  readonly answerHeaders?: HeaderLines
  readonly answer?: string
}

/** One exchange with only what a test cares about spelled out. */
export function exchangeOf(parts: Parts): Exchange {
  const answer = parts.answer ?? '{}'
  const type = parts.type ?? (answer.startsWith('<') ? 'text/html' : 'application/json')
  const form: HeaderLines = parts.body ? [['content-type', 'application/x-www-form-urlencoded']] : []
  const own = parts.headers?.some(([name]) => name.toLowerCase() === 'content-type') ?? false
  return {
    id: parts.id ?? 'x0001',
    label: { caseId: 'some-case', step: parts.step ?? 'token' },
    request: {
      method: parts.method ?? 'POST',
      url: parts.url ?? 'https://as.example/token',
      headers: [...(own ? [] : form), ...(parts.headers ?? [])],
      body: parts.body ?? null,
      identity: null,
    },
    response: {
      status: parts.status ?? 200,
      headers: [['content-type', type], ...(parts.answerHeaders ?? [])],
      body: answer,
      bodyBytes: Buffer.byteLength(answer),
      bodyTruncated: false,
      invalidUtf8: false,
    },
    error: null,
    tls: null,
    timing: { startedAt: 1770111000000, totalMs: 5, firstByteMs: 4 },
  }
}
