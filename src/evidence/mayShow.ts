import type { Exchange, HeaderLines } from '../wire/types.ts'
import { fromBase64url } from './base64url.ts'
import { JWT_PATTERN } from './redactJwt.ts'
import { decodeForm } from './redactPairs.ts'

/** What of a text is known already. */
export interface KnownText {
  /** True for a text in which nothing was found and nothing can be that was learned since. */
  isHarmless(text: string): boolean
  /** True where a known secret stands in the text, in one of its encodings. */
  quotes(text: string): boolean
}

/** Letters may be written as escapes in JSON and HTML; who looks for a word in such a text has to read it first. */
const ESCAPES = /\\u[0-9a-f]|&#/i

/**
 * True where an exchange that went through the redactor may still show a secret that was learned on the way. `true` only
 * means that it has to go through once more, so what cannot be told at a glance counts as `true`.
 */
export function mayShow({ request, response, error, resentAfter }: Exchange, known: KnownText): boolean {
  return (
    textMayShow(request.method, known) ||
    textMayShow(request.url, known) ||
    linesMayShow(request.headers, known) ||
    (request.body !== null && textMayShow(request.body, known)) ||
    (response !== null && (linesMayShow(response.headers, known) || textMayShow(response.body, known))) ||
    (error !== null && textMayShow(error.message, known)) ||
    (resentAfter !== undefined && textMayShow(resentAfter.message, known))
  )
}

const linesMayShow = (lines: HeaderLines, known: KnownText): boolean =>
  lines.some(([, value]) => !known.isHarmless(value) && textMayShow(value, known))

function textMayShow(text: string, known: KnownText): boolean {
  return readMayShow(text, known) || (text.includes('%') && readMayShow(decodeForm(text), known))
}

function readMayShow(text: string, known: KnownText): boolean {
  if (known.quotes(text) || ((text.includes('\\') || text.includes('&')) && ESCAPES.test(text))) return true
  return text.includes('eyJ') && (text.match(JWT_PATTERN) ?? []).some((jwt) => jwtMayShow(jwt, known))
}

const jwtMayShow = (jwt: string, known: KnownText): boolean =>
  jwt.split('.').some((part) => textMayShow(fromBase64url(part), known))
