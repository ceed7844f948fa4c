import type { Exchange } from '../wire/types.ts'
import { fromBase64url } from './base64url.ts'
import { JWT_PATTERN } from './redactJwt.ts'
import { decodeForm } from './redactPairs.ts'

/** Letters may be written as escapes in JSON and HTML; who looks for a word in such a text has to read it first. */
const ESCAPES = /\\u[0-9a-f]|&#/i

function* texts({ request, response, error, resentAfter }: Exchange): Generator<string> {
  yield request.method
  yield request.url
  for (const [, value] of request.headers) yield value
  if (request.body !== null) yield request.body
  for (const [, value] of response?.headers ?? []) yield value
  if (response) yield response.body
  if (error) yield error.message
  if (resentAfter) yield resentAfter.message
}

/**
 * True where an exchange that went through the redactor may still show a secret that was learned on the way. `true` only
 * means that it has to go through once more, so what cannot be told at a glance counts as `true`.
 *
 * @param quotes whether a text holds a known secret in one of its encodings
 */
export function mayShow(exchange: Exchange, quotes: (text: string) => boolean): boolean {
  for (const text of texts(exchange)) {
    if (textMayShow(text, quotes) || (text.includes('%') && textMayShow(decodeForm(text), quotes))) return true
  }
  return false
}

function textMayShow(text: string, quotes: (text: string) => boolean): boolean {
  if (quotes(text) || ESCAPES.test(text)) return true
  if (!text.includes('eyJ')) return false
  return (text.match(JWT_PATTERN) ?? []).some((jwt) =>
    jwt.split('.').some((part) => textMayShow(fromBase64url(part), quotes)),
  )
}
