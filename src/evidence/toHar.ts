import type { Exchange, HeaderLines, RecordedResponse, WireError } from '../wire/types.ts'
import type { Har, HarEntry, HarNameValue, HarNameVersion, HarRequest, HarResponse } from './harTypes.ts'
import type { Redacted } from './types.ts'

const HTTP = 'HTTP/1.1'

const nameValues = (headers: HeaderLines): HarNameValue[] => headers.map(([name, value]) => ({ name, value }))

function header(headers: HeaderLines, wanted: string): string {
  return headers.find(([name]) => name.toLowerCase() === wanted)?.[1] ?? ''
}

function pairs(text: string): HarNameValue[] {
  return [...new URLSearchParams(text)].map(([name, value]) => ({ name, value }))
}

/** Brackets of a tag are no characters of a URI (RFC 3986 section 2), and readers of a HAR may insist on that. */
const asUri = (url: string): string => url.replace(/\[(redacted:[\w:.-]*)\]/g, '%5B$1%5D')

function queryOf(url: string): string {
  const mark = url.indexOf('?')
  return mark < 0 ? '' : (url.slice(mark + 1).split('#')[0] ?? '')
}

function requestCookies(headers: HeaderLines): HarNameValue[] {
  const value = header(headers, 'cookie')
  if (value === '') return []
  return value.split(';').map((pair) => {
    const equals = pair.indexOf('=')
    return equals < 0
      ? { name: '', value: pair.trim() }
      : { name: pair.slice(0, equals).trim(), value: pair.slice(equals + 1).trim() }
  })
}

function toRequest({ request }: Exchange): HarRequest {
  const mimeType = header(request.headers, 'content-type')
  return {
    method: request.method,
    url: asUri(request.url),
    httpVersion: HTTP,
    cookies: requestCookies(request.headers),
    headers: nameValues(request.headers),
    queryString: pairs(queryOf(request.url)),
    ...(request.body === null
      ? {}
      : {
          postData: {
            mimeType,
            text: request.body,
            ...(mimeType.includes('x-www-form-urlencoded') ? { params: pairs(request.body) } : {}),
          },
        }),
    headersSize: -1,
    bodySize: request.body === null ? 0 : Buffer.byteLength(request.body),
    _identity: request.identity,
  }
}

function toResponse(response: RecordedResponse): HarResponse {
  return {
    status: response.status,
    statusText: '',
    httpVersion: HTTP,
    cookies: [],
    headers: nameValues(response.headers),
    content: {
      size: response.bodyBytes,
      mimeType: header(response.headers, 'content-type') || 'x-unknown',
      text: response.body,
      ...(response.bodyTruncated ? { comment: 'cut off: the body was longer than what is kept' } : {}),
    },
    redirectURL: header(response.headers, 'location'),
    headersSize: -1,
    bodySize: response.bodyBytes,
    _truncated: response.bodyTruncated,
    _invalidUtf8: response.invalidUtf8,
  }
}

/** Developer tools show status 0 and `_error` as a failed request. */
function noResponse(error: WireError | null): HarResponse {
  return {
    status: 0,
    statusText: '',
    httpVersion: HTTP,
    cookies: [],
    headers: [],
    content: { size: 0, mimeType: 'x-unknown', text: '' },
    redirectURL: '',
    headersSize: -1,
    bodySize: -1,
    _truncated: false,
    _invalidUtf8: false,
    _error: error === null ? 'no response' : `${error.code}: ${error.message}`,
  }
}

/** One exchange as HAR has it. */
export function harEntry(exchange: Exchange): HarEntry {
  const { label, timing } = exchange
  const wait = timing.firstByteMs ?? timing.totalMs
  return {
    startedDateTime: new Date(timing.startedAt).toISOString(),
    time: timing.totalMs,
    request: toRequest(exchange),
    response: exchange.response === null ? noResponse(exchange.error) : toResponse(exchange.response),
    cache: {},
    timings: { send: 0, wait, receive: Math.max(0, timing.totalMs - wait) },
    comment: `${exchange.id} ${label.caseId} (${label.step})`,
    _id: exchange.id,
    _case: { id: label.caseId, step: label.step, variant: label.variant ?? null },
    _tls: exchange.tls && { ...exchange.tls, peerCertificate: exchange.tls.peerCertificate?.fingerprint256 ?? null },
    _firstByteMs: timing.firstByteMs,
    _wireError: exchange.error,
    ...(exchange.resentAfter === undefined ? {} : { _resentAfter: exchange.resentAfter }),
  }
}

/**
 * The exchanges of a run as HAR 1.2, in the order given. Nothing is lost: `fromHar` gives the same exchanges back. Entries
 * are made when they are asked for: all at once they are as large as the whole run.
 *
 * @param creator name and version of the tool, from the run
 */
export function toHar(exchanges: readonly Redacted<Exchange>[], creator: HarNameVersion): Har<Iterable<HarEntry>> {
  return {
    log: {
      version: '1.2',
      creator: { name: creator.name, version: creator.version },
      pages: [],
      entries: {
        *[Symbol.iterator]() {
          for (const exchange of exchanges) yield harEntry(exchange)
        },
      },
      comment: 'Secrets are replaced by tags; the same secret has the same tag throughout.',
      _certificates: Object.fromEntries(
        exchanges.flatMap(({ tls }) =>
          tls?.peerCertificate ? [[tls.peerCertificate.fingerprint256, tls.peerCertificate]] : [],
        ),
      ),
    },
  }
}
