import type { RecordedRun } from '../evidence/types.ts'
import { isObject, type JsonObject, jsonOf } from '../json/object.ts'
import { thumbprintOf } from '../json/thumbprint.ts'
import { honestAnswers } from './readAnswers.ts'
import type { Fact, Naming } from './types.ts'

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
      where: `key ${thumbprintOf(jwk) ?? JSON.stringify(jwk.kid ?? null)}`,
      value: `${described(jwk)}, kid ${JSON.stringify(jwk.kid ?? null)}`,
    }))
  const kinds = Map.groupBy(keys.map(described), (kind) => kind)
  return [...kinds].map(([kind, same]) => ({ area: 'key', where: `keys of kind ${kind}`, value: String(same.length) }))
}
