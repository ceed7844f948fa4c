import { createHash } from 'node:crypto'
import type { RecordedRun } from '../evidence/types.ts'
import { honestAnswers, isObject, type JsonObject, jsonOf } from './readAnswers.ts'
import type { Fact, Naming } from './types.ts'

/** Members that RFC 7638 section 3.2 and RFC 8037 section 2 make the thumbprint of. */
const THUMBPRINT: Readonly<Record<string, readonly string[]>> = {
  EC: ['crv', 'kty', 'x', 'y'],
  OKP: ['crv', 'kty', 'x'],
  RSA: ['e', 'kty', 'n'],
}

function thumbprint(jwk: JsonObject): string {
  const members = THUMBPRINT[String(jwk.kty)] ?? Object.keys(jwk).sort()
  const canonical = JSON.stringify(Object.fromEntries(members.map((name) => [name, jwk[name]])))
  return createHash('sha256').update(canonical).digest('base64url')
}

/** Kind and size, use and algorithm of a key. */
function described(jwk: JsonObject): string {
  const bits = typeof jwk.n === 'string' ? `${Buffer.from(jwk.n, 'base64url').length * 8} bits` : null
  const words = [jwk.kty, jwk.crv ?? bits, jwk.use, jwk.alg]
  return words.filter((word) => typeof word === 'string').join(' ')
}

/** The published keys: which they are, and how many of each kind. */
export function keyFacts(run: RecordedRun, { identities }: Naming): Fact[] {
  const answer = honestAnswers(run).findLast(({ label }) => label.step === 'jwks')
  const document = jsonOf(answer?.response?.body ?? '')
  const keys = isObject(document) && Array.isArray(document.keys) ? document.keys.filter(isObject) : []
  if (identities)
    return keys.map((jwk) => ({
      area: 'key',
      where: `key ${thumbprint(jwk)}`,
      value: `${described(jwk)}, kid ${JSON.stringify(jwk.kid ?? null)}`,
    }))
  const kinds = Map.groupBy(keys.map(described), (kind) => kind)
  return [...kinds].map(([kind, same]) => ({ area: 'key', where: `keys of kind ${kind}`, value: String(same.length) }))
}
