import type { Exchange, HeaderLines } from '../wire/types.ts'
import { isNoWord } from './looksRandom.ts'

/** A secret of a run and what it is, for the leak scan. */
export interface KnownSecret {
  readonly kind: string
  readonly value: string
}

/** Parameters, fields and members whose values are secrets wherever they travel. Kept apart from the redactor's tables on purpose. */
const SECRET_NAMES = new Set(
  `access_token refresh_token id_token id_token_hint token registration_access_token client_assertion assertion client_secret
   code code_verifier device_code user_code request_uri request response auth_req_id logout_token subject_token actor_token
   password`.split(/\s+/),
)
const JWT = /^eyJ[A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]*){2,4}$/
const REQUEST_URI = /^urn:[^?#]*[:/]([^:/]+)$/
/** Shorter values are words that a case put in place of a secret. */
const LEAST = 16

function pairs(text: string): readonly (readonly [string, string])[] {
  return text.includes('=') ? [...new URLSearchParams(text)] : []
}

function queryOf(url: string): readonly (readonly [string, string])[] {
  const [head = '', fragment = ''] = url.split('#', 2)
  const at = head.indexOf('?')
  return [...(at < 0 ? [] : pairs(head.slice(at + 1))), ...pairs(fragment)]
}

function members(value: unknown): readonly (readonly [string, string])[] {
  if (Array.isArray(value)) return value.flatMap(members)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, member]) =>
    typeof member === 'string' ? [[name, member] as const] : members(member),
  )
}

function jsonMembers(text: string): readonly (readonly [string, string])[] {
  const start = text.trimStart()
  if (!start.startsWith('{') && !start.startsWith('[')) return []
  try {
    return members(JSON.parse(text))
  } catch {
    return []
  }
}

/** Lines with a form of their own -> name and value of each secret in them. */
const headerSecrets: Readonly<Record<string, (value: string) => readonly (readonly [string, string])[]>> = {
  authorization: (value) => [['token', value.trim().replace(/^[A-Za-z][\w-]*\s+/, '')]],
  dpop: (value) => [['dpop proof', value]],
  cookie: (value) => value.split(';').map((pair) => ['cookie', pair.slice(pair.indexOf('=') + 1).trim()] as const),
  'set-cookie': (value) => [['cookie', (value.split(';')[0] ?? '').replace(/^[^=]*=/, '').trim()]],
  location: queryOf,
}

function headerPairs(lines: HeaderLines): readonly (readonly [string, string])[] {
  return lines.flatMap(([name, value]) => {
    const lower = name.toLowerCase()
    return Object.hasOwn(headerSecrets, lower) ? (headerSecrets[lower]?.(value) ?? []) : []
  })
}

const own = new Set(['token', 'dpop proof', 'cookie'])

/** What of a value must not be shown: of a JWT its signature (or ciphertext), because harmless claims stay readable. */
function needleOf(value: string): string | null {
  if (JWT.test(value)) {
    const parts = value.split('.')
    return (parts.length === 5 ? parts[3] : parts[2]) ?? null
  }
  const uri = REQUEST_URI.exec(value)
  if (uri !== null) return uri[1] ?? null
  return value.includes('://') ? null : value
}

/**
 * Collects the secrets that went over the wire: tokens, codes, verifiers, assertions, proofs, cookies. It reads the exchanges
 * by itself, so that what the redactor did not know as a secret is none the less searched for.
 *
 * @param exchanges as they were on the wire
 */
export function knownSecrets(exchanges: readonly Exchange[]): readonly KnownSecret[] {
  const found = new Map<string, string>()
  const open = new Set<string>()
  const take = (name: string, value: string): void => {
    const lower = name.toLowerCase()
    if (!SECRET_NAMES.has(lower) && !own.has(name)) {
      open.add(value)
      return
    }
    const needle = needleOf(value)
    if (needle !== null && needle.length >= LEAST && isNoWord(needle) && !found.has(needle)) found.set(needle, lower)
  }
  for (const { request, response } of exchanges) {
    for (const [name, value] of [
      ...queryOf(request.url),
      ...headerPairs(request.headers),
      ...(request.body === null ? [] : [...pairs(request.body), ...jsonMembers(request.body)]),
      ...(response === null ? [] : [...headerPairs(response.headers), ...jsonMembers(response.body)]),
    ])
      take(name, value)
  }
  // A case may send a public value (a `state`, a client id) in the place of a secret.
  return [...found].flatMap(([value, kind]) => (open.has(value) ? [] : [{ kind, value }]))
}
