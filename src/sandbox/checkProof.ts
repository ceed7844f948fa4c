import { calculateJwkThumbprint, type JWK } from 'jose'
import { decodeJws } from './jws.ts'
import type { ProofFacts } from './proofFacts.ts'
import { proofRules } from './proofRules.ts'
import { Refusal } from './refusal.ts'
import { applyRules } from './rules.ts'
import { foldAlg, importPublicJwk } from './signatures.ts'
import type { Jwk } from './signingKeys.ts'
import type { Strict } from './strict.ts'

const rules = { as: proofRules('as'), rs: proofRules('rs') }

/**
 * Checks a DPoP proof (RFC 9449 section 4.3).
 * @returns the RFC 7638 thumbprint of the proof's key; null if it could not be read and the defect `rs-dpop-malformed` is on
 * @throws Refusal `invalid_dpop_proof` or `use_dpop_nonce`, status 400
 */
export async function checkProof(
  place: 'as' | 'rs',
  input: Pick<ProofFacts, 'headers' | 'method' | 'url' | 'accessToken' | 'nonces' | 'replays' | 'now'>,
  strict: Strict,
): Promise<string | null> {
  const jws = decodeJws(input.headers[0] ?? '')
  const jwk = jws?.header.jwk
  const key = isObject(jwk) ? importPublicJwk(jwk) : null
  if (jws === null || key === null || !isObject(jwk)) {
    if (place === 'rs' && !strict('rs-dpop-malformed')) return null
    const what = jws === null ? 'the header is not one compact JWT' : '"jwk": expected a public key'
    throw new Refusal(400, 'invalid_dpop_proof', what)
  }
  const jkt = await calculateJwkThumbprint(jwk as JWK)
  await applyRules(rules[place], { ...input, jws, alg: foldAlg(String(jws.header.alg)), jwk, key, jkt }, strict)
  return jkt
}

function isObject(value: unknown): value is Jwk {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
