import type { Exchange, HeaderLines } from '../wire/types.ts'
import { redactHeaders } from './redactHeaders.ts'
import { redactHtml } from './redactHtml.ts'
import { isJwt } from './redactJwt.ts'
import { redactPairs } from './redactPairs.ts'
import type { Door, Place } from './types.ts'

/** A page or document longer than this is cut in the evidence; `bodyBytes` still says how long it was. */
const MAX_BODY = 256 * 1024

const places: Readonly<Record<string, Place>> = {
  discovery: 'metadata',
  jwks: 'metadata',
  authorize: 'page',
  login: 'page',
  resource: 'payload',
  userinfo: 'payload',
}

/** A step that no table knows counts as an OAuth endpoint, the strictest of the places for JSON. */
function placeOf(step: string): Place {
  return (Object.hasOwn(places, step) ? places[step] : undefined) ?? 'oauth'
}

function contentType(headers: HeaderLines): string {
  return headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1].toLowerCase() ?? ''
}

const isForm = (type: string): boolean => type.includes('x-www-form-urlencoded')

function redactBody(body: string, type: string, place: Place, door: Door): string {
  const start = body.trimStart()
  if (start === '') return body
  if (isForm(type)) return redactPairs(body, place, door)
  if (isJwt(body.trim())) return door.jwt(body.trim())
  if (start.startsWith('<')) return redactHtml(body, door)
  return (
    door.json(body, place) ?? (type.includes('html') ? redactHtml(body, door) : door.text(body, place !== 'payload'))
  )
}

function redactRequestBody(body: string, type: string, place: Place, door: Door): string {
  // What a login page posts in another form (multipart, plain text) has fields that nobody here can name.
  const unreadable = place === 'page' && !isForm(type) && door.json(body, place) === null
  return unreadable && body.trim() !== '' ? door.hide('field', body) : redactBody(body, type, place, door)
}

/**
 * Redacts a body of at most MAX_BODY characters. It is cut before, because time counts for a server that sends megabytes of
 * hostile markup; the word at the cut is dropped, because half a secret may not be recognised.
 */
function bounded(body: string, redact: (body: string) => string): string {
  return body.length <= MAX_BODY ? redact(body) : redact(body.slice(0, MAX_BODY)).replace(/[^\s"'<>&;=]*$/, '')
}

/** Redacts one exchange; its id, label, method, status, timings and TLS facts stay. */
export function redactExchange(exchange: Exchange, door: Door): Exchange {
  const { request, response, error, tls, resentAfter } = exchange
  const place = placeOf(exchange.label.step)
  for (const fingerprint of [tls?.clientFingerprint256, tls?.peerCertificate?.fingerprint256]) {
    if (fingerprint) door.show(fingerprint)
  }
  return {
    ...exchange,
    request: {
      ...request,
      method: door.text(request.method, true),
      url: door.url(request.url, place),
      headers: redactHeaders(request.headers, place, door),
      body:
        request.body === null
          ? null
          : bounded(request.body, (body) => redactRequestBody(body, contentType(request.headers), place, door)),
    },
    response: response && {
      ...response,
      headers: redactHeaders(response.headers, place, door),
      body: bounded(response.body, (body) => redactBody(body, contentType(response.headers), place, door)),
      bodyTruncated: response.bodyTruncated || response.body.length > MAX_BODY,
    },
    error: error && { ...error, message: door.text(error.message, true) },
    ...(resentAfter && { resentAfter: { ...resentAfter, message: door.text(resentAfter.message, true) } }),
  }
}
