import { Buffer } from 'node:buffer'
import { mediaTypeOf } from './mediaType.ts'
import type { Answered } from './readExchange.ts'
import { show } from './showValue.ts'
import { parseJson } from './strictJson.ts'

/** Deeper than any honest payload; readers that work by recursion stop somewhere above. */
const MOST_LEVELS = 100

/** Types whose content is one compact JWS (RFC 7515 section 9.2.1, RFC 7519 section 10.3.1). */
const JWS_TYPES = /^application\/(?:jwt|jose|[\w.-]+\+jwt)$/

/** The JSON of an answer: its body, or what the JWS that its body is carries. */
export interface PayloadText {
  readonly text: string
  /** The text stood in a JWS, whose signature is not looked at here. */
  readonly signed: boolean
}

/** Finds the JSON text of an answer; a compact JWS where the media type says so. */
export function payloadText({ response }: Answered): PayloadText {
  const { body, headers } = response
  const parts = body.trim().split('.')
  if (!JWS_TYPES.test(mediaTypeOf(headers) ?? '') || parts.length !== 3) return { text: body, signed: false }
  return { text: Buffer.from(parts[1] ?? '', 'base64url').toString('utf8'), signed: true }
}

/** How deep objects and arrays stand in each other. */
export function depthOf(text: string): number {
  let depth = 0
  let deepest = 0
  let inString = false
  for (let at = 0; at < text.length; at++) {
    const char = text[at]
    if (inString) {
      if (char === '\\') at++
      else if (char === '"') inString = false
    } else if (char === '"') inString = true
    else if (char === '{' || char === '[') deepest = Math.max(deepest, ++depth)
    else if (char === '}' || char === ']') depth--
  }
  return deepest
}

export interface ParsedPayload {
  /** What is wrong with the text, whatever it means; empty: nothing. */
  readonly problems: readonly string[]
  /** null: nothing that a schema could be asked about. */
  readonly json: { readonly value: unknown } | null
}

/**
 * Reads the JSON of an answer and notices what readers disagree about: bytes that are not UTF-8, a byte order mark (RFC 8259
 * section 8.1), members that occur twice (section 4), nesting without end (section 9).
 */
export function parsePayload(exchange: Answered): ParsedPayload {
  const { text, signed } = payloadText(exchange)
  const problems: string[] = []
  const { invalidUtf8, bodyTruncated } = exchange.response
  if (bodyTruncated) problems.push('a body longer than the limit of the runner')
  if (invalidUtf8) problems.push('bytes that are not UTF-8')
  const marked = text.startsWith('\ufeff')
  if (marked) problems.push('a byte order mark before the JSON')
  const levels = depthOf(text)
  if (levels > MOST_LEVELS) return { problems: [...problems, `${levels} levels of nesting`], json: null }
  const parsed = parseJson(marked ? text.slice(1) : text)
  if (!parsed.ok)
    return { problems: [...problems, signed ? `${parsed.problem} in the JWS` : parsed.problem], json: null }
  problems.push(...parsed.duplicates.map((name) => `${show(name, 60)} occurs twice in one object`))
  return { problems, json: { value: parsed.value } }
}
