import { Buffer } from 'node:buffer'
import { isObject, type JsonObject } from '../json/object.ts'
import { parseJson } from './strictJson.ts'

/** A JWS in compact form, decoded but not verified. */
export interface Jwt {
  readonly header: JsonObject
  readonly claims: JsonObject
  /** What the signature covers. */
  readonly signingInput: string
  readonly signature: Uint8Array
  /** Member names given twice in header or claims (RFC 7519 section 4 forbids them). */
  readonly duplicates: readonly string[]
}

export type DecodedJwt =
  | { readonly ok: true; readonly jwt: Jwt }
  | { readonly ok: false; readonly encrypted: boolean; readonly problem: string }

const bad = (problem: string, encrypted = false): DecodedJwt => ({ ok: false, encrypted, problem })

/** Decodes a compact JWS (RFC 7515 section 7.1). Never throws; five parts are an encrypted JWT, which cannot be looked into. */
export function decodeJwt(text: unknown): DecodedJwt {
  if (typeof text !== 'string') return bad(text === undefined ? 'absent' : 'not a string')
  const parts = text.split('.')
  if (parts.length === 5) return bad('an encrypted JWT (JWE)', true)
  const [head, payload, signature] = parts
  if (parts.length !== 3 || head === undefined || payload === undefined || signature === undefined)
    return bad(`${parts.length} parts instead of the three of a signed JWT`)
  if (!/^[\w-]+\.[\w-]+\.[\w-]*$/.test(text)) return bad('parts that are not base64url without padding')
  const header = parseJson(Buffer.from(head, 'base64url').toString('utf8'))
  const claims = parseJson(Buffer.from(payload, 'base64url').toString('utf8'))
  if (!header.ok || !isObject(header.value)) return bad('a header that is not a JSON object')
  if (!claims.ok || !isObject(claims.value)) return bad('claims that are not a JSON object')
  return {
    ok: true,
    jwt: {
      header: header.value,
      claims: claims.value,
      signingInput: `${head}.${payload}`,
      signature: Buffer.from(signature, 'base64url'),
      duplicates: [...header.duplicates, ...claims.duplicates],
    },
  }
}
