import { Buffer } from 'node:buffer'
import { createPublicKey, X509Certificate } from 'node:crypto'
import { isObject, type JsonObject } from '../json/object.ts'
import { thumbprintOf } from '../json/thumbprint.ts'
import { askSuccess } from './ask.ts'
import { judgeProblems, notApplicable, unknown } from './makeAnswer.ts'
import { publishedKeys } from './publishedKeys.ts'
import { show } from './showValue.ts'
import { parseJson } from './strictJson.ts'
import type { Answer, Check, Trace } from './types.ts'

/** `key 2 (kid "a")`, counted from 1. */
export const nameOf = (key: JsonObject, index: number): string =>
  key.kid === undefined ? `key ${index + 1}` : `key ${index + 1} (kid ${show(key.kid, 40)})`

/** A question about the keys of the server's JWK set; does not arise where the metadata names none. */
export const askKeys =
  (question: (keys: readonly JsonObject[], trace: Trace) => Answer): Check =>
  (trace) => {
    if (trace.metadata !== null && trace.metadata.jwks_uri === undefined)
      return notApplicable('the metadata has no "jwks_uri"')
    const keys = publishedKeys(trace)
    return keys === null ? unknown('the JWK set of the server could not be read', 'as') : question(keys, trace)
  }

/** Public members by key type (RFC 7518 section 6, RFC 8037 section 2). */
const PUBLIC: Readonly<Record<string, readonly string[]>> = {
  RSA: ['n', 'e'],
  EC: ['crv', 'x', 'y'],
  OKP: ['crv', 'x'],
}
const PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv']

/** Key types of later specifications are left alone (RFC 7517 section 5: implementations ignore what they do not know). */
function memberProblems(key: JsonObject): string[] {
  if (typeof key.kty !== 'string') return [`"kty" is ${show(key.kty)}`]
  const members = Object.hasOwn(PUBLIC, key.kty) ? (PUBLIC[key.kty] ?? []) : []
  const bad = members.filter((name) => typeof key[name] !== 'string' || key[name] === '')
  return bad.map((name) => `"${name}" is ${show(key[name])}`)
}

function certificateKey(x5c: unknown): JsonObject | null {
  const [first] = Array.isArray(x5c) ? x5c : []
  if (typeof first !== 'string') return null
  return createPublicKeyJwk(new X509Certificate(Buffer.from(first, 'base64')).publicKey.export({ format: 'jwk' }))
}
const createPublicKeyJwk = (jwk: unknown): JsonObject => (isObject(jwk) ? jwk : {})

/** RFC 7517 section 4.7: the first certificate of `x5c` is one for this very key. */
function certificateProblem(key: JsonObject): string | null {
  if (key.x5c === undefined) return null
  try {
    const certified = certificateKey(key.x5c)
    return certified !== null && thumbprintOf(certified) === thumbprintOf(key)
      ? null
      : '"x5c" is a certificate of another key'
  } catch {
    return '"x5c" is not a certificate in base64'
  }
}

/** Curves that can be tried here; keys on others are left alone. */
const LOADABLE_CURVES = ['P-256', 'P-384', 'P-521', 'Ed25519', 'Ed448', 'X25519', 'X448']

function loadProblem(key: JsonObject): string | null {
  if (key.kty !== 'RSA' && !LOADABLE_CURVES.includes(String(key.crv))) return null
  try {
    createPublicKey({ key: { ...key }, format: 'jwk' })
    return null
  } catch {
    return 'its members are not a valid public key'
  }
}

function keyProblems(key: JsonObject): string[] {
  const members = memberProblems(key)
  if (members.length > 0) return members
  return [loadProblem(key), certificateProblem(key)].filter((problem) => problem !== null)
}

const wellFormed: Check = (trace) => {
  if (trace.metadata !== null && trace.metadata.jwks_uri === undefined)
    return notApplicable('the metadata has no "jwks_uri"')
  return askSuccess('jwks', (exchange) => {
    const expected = 'a JSON object whose "keys" are public JWKs'
    const parsed = parseJson(exchange.response.body)
    const set = parsed.ok && isObject(parsed.value) ? parsed.value : null
    if (!parsed.ok || set === null)
      return judgeProblems([parsed.ok ? 'JSON that is not an object' : parsed.problem], expected, '', exchange)
    const keys: readonly unknown[] = Array.isArray(set.keys) ? set.keys : []
    const problems = parsed.duplicates.map((name) => `"${name}" occurs twice`)
    if (!Array.isArray(set.keys)) problems.push(`"keys" is ${show(set.keys, 40)}`)
    else if (keys.length === 0) problems.push('"keys" is empty')
    for (const [index, key] of keys.entries()) {
      if (!isObject(key)) problems.push(`key ${index + 1} is ${show(key, 40)}`)
      else problems.push(...keyProblems(key).map((problem) => `${nameOf(key, index)}: ${problem}`))
    }
    return judgeProblems(problems, expected, `${keys.length} public keys`, exchange)
  })(trace)
}

const noPrivate: Check = askKeys((keys, trace) => {
  const problems = keys.flatMap((key, index) => {
    const secret = PRIVATE.filter((name) => key[name] !== undefined)
    const symmetric = key.kty === 'oct' ? ['kty "oct"'] : []
    const seen = [...symmetric, ...secret.map((name) => `member "${name}"`)]
    return seen.length === 0 ? [] : [`${nameOf(key, index)} has ${seen.join(', ')}`]
  })
  return judgeProblems(
    problems,
    'no private or symmetric key material',
    `${keys.length} public keys`,
    trace.exchanges.jwks ?? null,
  )
})

/** Form of the server's JWK set (RFC 7517). */
export const jwkSet = {
  'jwks-well-formed': wellFormed,
  'jwks-no-private-keys': noPrivate,
} satisfies Record<string, Check>
