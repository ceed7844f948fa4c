import { createPrivateKey, createPublicKey, type JsonWebKey, type KeyObject, sign, verify } from 'node:crypto'
import { FAPI_ALGS } from '../json/fapiAlgs.ts'
import { describe } from '../yaml/describe.ts'
import type { Complaint } from '../yaml/types.ts'
import type { TargetFile } from './targetFiles.ts'

type Jwk = Readonly<Record<string, unknown>>

/** Signing keys of a file, with their secret members for redaction, or everything that is wrong with them. */
export type ReadJwks = { readonly keys: readonly Jwk[]; readonly secrets: readonly string[] } | readonly Complaint[]

const privateMembers: readonly string[] = ['d', 'p', 'q', 'dp', 'dq', 'qi']

/** What FAPI 2.0 section 5.4 asks of a key of each type, and the algorithms it can sign with. */
const keyTypes: Readonly<
  Record<string, { readonly algs: readonly string[]; readonly check: (key: KeyObject) => string | null }>
> = {
  RSA: {
    algs: ['PS256'],
    check: (key) => {
      const bits = key.asymmetricKeyDetails?.modulusLength ?? 0
      return bits >= 2048 ? null : `an RSA key of ${bits} bits; at least 2048 are needed (FAPI 2.0 section 5.4.1)`
    },
  },
  EC: {
    algs: ['ES256'],
    check: (key) => {
      const curve = key.asymmetricKeyDetails?.namedCurve
      return curve === 'prime256v1' ? null : `an EC key on curve ${curve}; ES256 needs P-256`
    },
  },
  OKP: {
    algs: ['EdDSA', 'Ed25519'],
    check: (key) =>
      key.asymmetricKeyType === 'ed25519' ? null : `a key of type ${key.asymmetricKeyType}; Ed25519 is needed`,
  },
}

const isMapping = (value: unknown): value is Jwk => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Reads a JWK set with private signing keys (RFC 7517 section 5); keys with `use: enc` are left out. */
export function readJwks(file: TargetFile, field: string): ReadJwks {
  const complain = (seen: string, hint: string | null): Complaint => ({
    message: `${field} is no usable JWK set`,
    expected: 'a JSON file { "keys": [...] } with private signing keys',
    seen: `${file.path}: ${seen}`,
    hint,
  })
  let parsed: unknown
  try {
    parsed = JSON.parse(file.text)
  } catch {
    const looksPem = file.text.includes('-----BEGIN')
    const hint = looksPem ? 'convert the key to a JWK; "tls" takes PEM files, "jwks" does not' : null
    return [complain(looksPem ? 'a PEM file' : 'not JSON', hint)]
  }
  if (!isMapping(parsed) || !Array.isArray(parsed.keys)) {
    const hint = isMapping(parsed) && 'kty' in parsed ? 'put the key into { "keys": [ ... ] }' : null
    return [complain(hint === null ? 'no member "keys"' : 'a single key', hint)]
  }
  const keys = parsed.keys.filter((key: unknown) => !isMapping(key) || key.use !== 'enc')
  if (keys.length === 0) return [complain('no signing key', null)]
  const complaints = keys.flatMap((key: unknown, index) => {
    const name = isMapping(key) && typeof key.kid === 'string' ? `key ${describe(key.kid)}` : `key ${index + 1}`
    return checkKey(key).map(([seen, hint]) => complain(`${name}: ${seen}`, hint))
  })
  complaints.push(...checkKids(keys.filter(isMapping)).map((seen) => complain(seen, 'give every key a kid of its own')))
  if (complaints.length > 0) return complaints
  const usable = keys.filter(isMapping)
  const secrets = usable.flatMap((key) =>
    privateMembers.flatMap((name) => (typeof key[name] === 'string' ? [key[name]] : [])),
  )
  return { keys: usable, secrets }
}

type Wrong = readonly [seen: string, hint: string | null]

function checkKey(jwk: unknown): readonly Wrong[] {
  if (!isMapping(jwk)) return [['not an object', null]]
  const type = typeof jwk.kty === 'string' ? keyTypes[jwk.kty] : undefined
  if (type === undefined) return [[`"kty" is ${describe(jwk.kty)}`, 'use RSA, EC or OKP']]
  if (typeof jwk.d !== 'string')
    return [['a public key', 'the runner signs with it: write the private key to the file']]
  let key: KeyObject
  try {
    key = createPrivateKey({ key: { ...jwk } as JsonWebKey, format: 'jwk' })
  } catch {
    return [['its members are not a valid private key', 'export the key again']]
  }
  const wrong: Wrong[] = []
  const weakness = type.check(key)
  if (weakness !== null) wrong.push([weakness, 'make a new key and register it'])
  const expected = FAPI_ALGS.filter((alg) => type.algs.includes(alg))
  if (jwk.alg !== undefined && !expected.some((alg) => alg === jwk.alg)) {
    const hint = 'FAPI 2.0 section 5.4.1 allows PS256, ES256 and EdDSA with Ed25519'
    wrong.push([`"alg" is ${describe(jwk.alg)}, expected ${expected.join(' or ')}`, hint])
  }
  if (!hasOwnPublicPart(jwk, key)) wrong.push(['its public members belong to another key', 'export the key again'])
  return wrong
}

/** A pasted-together key would sign what nobody can verify with the published half. */
function hasOwnPublicPart(jwk: Jwk, key: KeyObject): boolean {
  try {
    const publicJwk = Object.fromEntries(Object.entries(jwk).filter(([name]) => !privateMembers.includes(name)))
    const publicKey = createPublicKey({ key: publicJwk as JsonWebKey, format: 'jwk' })
    const digest = key.asymmetricKeyType === 'ed25519' ? null : 'sha256'
    const text = Buffer.from('assay')
    return verify(digest, text, publicKey, sign(digest, text, key))
  } catch {
    return false
  }
}

function checkKids(keys: readonly Jwk[]): readonly string[] {
  if (keys.length < 2) return []
  const kids = keys.map((key) => key.kid)
  if (kids.some((kid) => typeof kid !== 'string')) return ['several keys, not all with a "kid"']
  const twice = kids.find((kid, index) => kids.indexOf(kid) !== index)
  return twice === undefined ? [] : [`kid ${describe(twice)} is used twice`]
}
