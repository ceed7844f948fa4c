import type { Exchange, HeaderLines, RecordedResponse } from '../wire/types.ts'
import type { Har, HarEntry, HarNameValue, HarResponse } from './harTypes.ts'
import type { Redacted } from './types.ts'

const lines = (headers: readonly HarNameValue[]): HeaderLines =>
  headers.map(({ name, value }) => [name, value] as const)

function toResponse(response: HarResponse): RecordedResponse {
  return {
    status: response.status,
    headers: lines(response.headers),
    body: response.content.text,
    bodyBytes: response.bodySize,
    bodyTruncated: response._truncated,
    invalidUtf8: response._invalidUtf8,
  }
}

function toExchange(entry: HarEntry, certificates: Har['log']['_certificates']): Exchange {
  const { request, response, _case, _tls } = entry
  return {
    id: entry._id,
    label: { caseId: _case.id, step: _case.step, ...(_case.variant === null ? {} : { variant: _case.variant }) },
    request: {
      method: request.method,
      url: request.url.replace(/%5B(redacted:[\w:.-]*)%5D/g, '[$1]'),
      headers: lines(request.headers),
      body: request.postData?.text ?? null,
      identity: request._identity,
    },
    response: response.status === 0 ? null : toResponse(response),
    error: entry._wireError,
    tls: _tls && {
      ..._tls,
      peerCertificate: _tls.peerCertificate === null ? null : (certificates[_tls.peerCertificate] ?? null),
    },
    timing: { startedAt: Date.parse(entry.startedDateTime), totalMs: entry.time, firstByteMs: entry._firstByteMs },
    ...(entry._resentAfter === undefined ? {} : { resentAfter: entry._resentAfter }),
  }
}

/** The exchanges of a HAR that `toHar` made. What was written had been redacted, so what is read is. */
export function fromHar(har: Har): readonly Redacted<Exchange>[] {
  return har.log.entries.map((entry) => toExchange(entry, har.log._certificates) as Redacted<Exchange>)
}
