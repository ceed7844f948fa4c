import type { Exchange } from '../../src/wire/types.ts'
import { type RecordedJwt, recordedJwt } from './resign.ts'
import { wordsOf } from './substitute.ts'

/** A value of a request: text in which handles are replaced, or a JWT that is signed anew. */
export type Value = string | RecordedJwt

/** A recorded request, taken apart beforehand so that sending it again costs what making one costs. */
export interface ScriptedRequest {
  readonly method: string
  /** Without query and fragment. */
  readonly url: string
  readonly query: readonly (readonly [string, string])[]
  readonly headers: readonly (readonly [string, Value])[]
  readonly sendsCookies: boolean
  readonly body: { readonly fields: readonly (readonly [string, Value])[] } | string | null
  /** Unix epoch in ms. */
  readonly sentAt: number
  readonly status: number
  /** Case and step. */
  readonly name: string
  readonly step: string
  /** Words of the recorded answer, in which handles are looked for. */
  readonly locationWords: readonly string[]
  readonly bodyWords: readonly string[]
}

/** Header lines that the client adds by itself, or that this loop makes. */
const added = new Set(['host', 'connection', 'content-length', 'cookie'])
const value = (text: string): Value => recordedJwt(text) ?? text

function isForm({ headers, body }: Exchange['request']): boolean {
  return body !== null && headers.some(([name, v]) => /^content-type$/i.test(name) && v.includes('urlencoded'))
}

function scripted(exchange: Exchange): ScriptedRequest[] {
  const { request, response, label } = exchange
  if (response === null) return []
  const [url = '', query] = (request.url.split('#')[0] ?? '').split('?', 2)
  const location = response.headers.find(([name]) => name.toLowerCase() === 'location')?.[1] ?? ''
  return [
    {
      method: request.method,
      url,
      query: query === undefined ? [] : [...new URLSearchParams(query)],
      headers: request.headers.filter(([name]) => !added.has(name.toLowerCase())).map(([n, v]) => [n, value(v)]),
      sendsCookies: request.headers.some(([name]) => name.toLowerCase() === 'cookie'),
      body: isForm(request)
        ? { fields: [...new URLSearchParams(request.body ?? '')].map(([n, v]) => [n, value(v)]) }
        : request.body,
      sentAt: exchange.timing.startedAt,
      status: response.status,
      name: label.caseId,
      step: label.step,
      locationWords: wordsOf(location),
      bodyWords: wordsOf(response.body),
    },
  ]
}

/** The requests of a run by case, each list in the order in which they were sent. */
export function scriptOf(exchanges: readonly Exchange[]): Map<string, ScriptedRequest[]> {
  const requests = exchanges.flatMap(scripted).sort((a, b) => a.sentAt - b.sentAt)
  return Map.groupBy(requests, ({ name }) => name)
}

/** All JWTs that the requests carry. */
export function jwtsOf(requests: Iterable<ScriptedRequest>): RecordedJwt[] {
  return [...requests].flatMap(({ headers, body }) => {
    const fields = body !== null && typeof body === 'object' ? body.fields : []
    return [...headers, ...fields].map(([, v]) => v).filter((v) => typeof v !== 'string')
  })
}
