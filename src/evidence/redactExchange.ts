import type { Exchange, HeaderLines } from '../wire/types.ts'
import { maskText } from './maskPersonal.ts'
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
  // A consent or payment intent is made at the API, before the authorization request.
  if (step.startsWith('consent:')) return 'payload'
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
  if (place === 'payload') return redactPayload(body, start, door)
  if (start.startsWith('<')) return redactHtml(body, door)
  return door.json(body, place) ?? (type.includes('html') ? redactHtml(body, door) : door.text(body, true))
}

/** A body that is no JSON as a whole (broken, cut, marked) is read as far as it is some, for the rest may be about a person. */
function redactPayload(body: string, start: string, door: Door): string {
  if (start.startsWith('<')) return maskText(redactHtml(body, door))
  const mark = start.startsWith('\ufeff') ? body.slice(0, body.indexOf('\ufeff') + 1) : ''
  const text = body.slice(mark.length)
  const whole = door.json(text, 'payload')
  if (whole !== null) return `${mark}${whole}`
  return /^\s*[{["]/.test(text) ? `${mark}${door.startOfJson(text, 'payload')}` : maskText(door.text(body, false))
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
  return body.length <= MAX_BODY ? redact(body) : withoutLastWord(redact(body.slice(0, MAX_BODY)))
}

/** Looks from the end: an expression that looks for the end from each character takes minutes for one long word. */
function withoutLastWord(text: string): string {
  let end = text.length
  while (end > 0 && !/[\s"'<>&;=]/.test(text.charAt(end - 1))) end--
  return text.slice(0, end)
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
