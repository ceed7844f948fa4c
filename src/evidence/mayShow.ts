import type { Exchange, HeaderLines } from '../wire/types.ts'
import { fromBase64url } from './base64url.ts'
import { JWT_PATTERN } from './redactJwt.ts'
import { decodeForm } from './redactPairs.ts'

type Quotes = (text: string) => boolean

/** Letters may be written as escapes in JSON and HTML; who looks for a word in such a text has to read it first. */
const ESCAPES = /\\u[0-9a-f]|&#/i

/**
 * True where an exchange that went through the redactor may still show a secret that was learned on the way. `true` only
 * means that it has to go through once more, so what cannot be told at a glance counts as `true`.
 *
 * @param quotes whether a text holds a known secret in one of its encodings
 */
export function mayShow({ request, response, error, resentAfter }: Exchange, quotes: Quotes): boolean {
  return (
    textMayShow(request.method, quotes) ||
    textMayShow(request.url, quotes) ||
    linesMayShow(request.headers, quotes) ||
    (request.body !== null && textMayShow(request.body, quotes)) ||
    (response !== null && (linesMayShow(response.headers, quotes) || textMayShow(response.body, quotes))) ||
    (error !== null && textMayShow(error.message, quotes)) ||
    (resentAfter !== undefined && textMayShow(resentAfter.message, quotes))
  )
}

const linesMayShow = (lines: HeaderLines, quotes: Quotes): boolean =>
  lines.some(([, value]) => textMayShow(value, quotes))

function textMayShow(text: string, quotes: Quotes): boolean {
  return readMayShow(text, quotes) || (text.includes('%') && readMayShow(decodeForm(text), quotes))
}

function readMayShow(text: string, quotes: Quotes): boolean {
  if (quotes(text) || ((text.includes('\\') || text.includes('&')) && ESCAPES.test(text))) return true
  return text.includes('eyJ') && (text.match(JWT_PATTERN) ?? []).some((jwt) => jwtMayShow(jwt, quotes))
}

const jwtMayShow = (jwt: string, quotes: Quotes): boolean =>
  jwt.split('.').some((part) => textMayShow(fromBase64url(part), quotes))
