import { createPrivateKey, createPublicKey, hash, type KeyObject } from 'node:crypto'
import { isObject } from '../json/object.ts'
import { EvidenceError } from './evidenceError.ts'
import type { PublicJwk } from './verificationTypes.ts'

/** A key that signs evidence. The private part stays inside. */
export interface EvidenceKey {
  /** RFC 7638 thumbprint (SHA-256, base64url) of the public key. */
  readonly keyid: string
  readonly alg: EvidenceAlg
  /** The public key: only the members that the thumbprint covers. */
  readonly jwk: PublicJwk
  readonly privateKey: KeyObject
  /** Texts that must not appear in any file that is signed. */
  readonly secrets: readonly string[]
}

export type EvidenceAlg = 'ES256' | 'PS256' | 'Ed25519'

export const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'] as const
const LEAST_RSA_BITS = 2048

/** What a key type signs with: one algorithm each, so that nobody can choose another for a key. */
const kinds: Readonly<Record<string, { readonly alg: EvidenceAlg; readonly members: readonly string[] }>> = {
  'EC P-256': { alg: 'ES256', members: ['crv', 'kty', 'x', 'y'] },
  RSA: { alg: 'PS256', members: ['e', 'kty', 'n'] },
  'OKP Ed25519': { alg: 'Ed25519', members: ['crv', 'kty', 'x'] },
}

/** Names under which a JWK may call its algorithm; `EdDSA` is the older name. */
const namesOf: Readonly<Record<EvidenceAlg, readonly string[]>> = {
  ES256: ['ES256'],
  PS256: ['PS256'],
  Ed25519: ['Ed25519', 'EdDSA'],
}

const bad = (source: string, why: string, advice: string): EvidenceError =>
  new EvidenceError('BAD_KEY', source, `signing key "${source}": ${why}. ${advice}`)
const USABLE = 'Evidence is signed with a P-256 (ES256), RSA (PS256) or Ed25519 key'

const hasPrivateMember = (jwk: PublicJwk): boolean => PRIVATE_MEMBERS.some((name) => name in jwk)

function kindOf(jwk: PublicJwk): (typeof kinds)[string] | undefined {
  const name = [jwk.kty, jwk.crv].filter((part) => typeof part === 'string').join(' ')
  return Object.hasOwn(kinds, name) ? kinds[name] : undefined
}

/** The public key as signatures carry it: required members only, in the order of RFC 7638; null for an unusable key. */
export function canonicalJwk(jwk: PublicJwk): PublicJwk | null {
  const kind = kindOf(jwk)
  if (kind === undefined || kind.members.some((name) => typeof jwk[name] !== 'string')) return null
  return Object.fromEntries(kind.members.map((name) => [name, jwk[name]]))
}

/** RFC 7638 thumbprint of a key that `canonicalJwk` gave. */
export const keyidOf = (canonical: PublicJwk): string => hash('sha256', JSON.stringify(canonical), 'base64url')

/** The algorithm of a key that `canonicalJwk` gave. */
export const algOf = (canonical: PublicJwk): EvidenceAlg | null => kindOf(canonical)?.alg ?? null

/** A public JWK as a key, or null where its numbers make none. */
export function importPublic(canonical: PublicJwk): KeyObject | null {
  try {
    return createPublicKey({ key: canonical as never, format: 'jwk' })
  } catch {
    return null
  }
}

/** The JWKs in a text: a JWK, a JWK set, or PEM. */
function jwksIn(text: string, source: string, wanted: 'private' | 'public'): readonly PublicJwk[] {
  if (text.includes('-----BEGIN')) {
    const isPrivate = text.includes('PRIVATE KEY-----')
    if (text.includes('ENCRYPTED'))
      throw bad(source, 'the PEM key is encrypted', 'Decrypt it first, e.g. with "openssl pkey".')
    try {
      const key = isPrivate ? createPrivateKey(text) : createPublicKey(text)
      return [key.export({ format: 'jwk' }) as PublicJwk]
    } catch {
      throw bad(source, 'the PEM text is no key that can be read', `${USABLE}, PEM or JWK.`)
    }
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw bad(source, 'neither PEM nor JSON', `A ${wanted} key as PEM, JWK or JWK set is expected.`)
  }
  const keys = isObject(value) && Array.isArray(value.keys) ? value.keys : [value]
  const found = keys.filter(isObject)
  if (found.length === 0)
    throw bad(source, 'there is no key in it', `A ${wanted} key as PEM, JWK or JWK set is expected.`)
  return found
}

function usable(jwk: PublicJwk, source: string): { readonly canonical: PublicJwk; readonly alg: EvidenceAlg } {
  const canonical = canonicalJwk(jwk)
  const alg = canonical && algOf(canonical)
  if (canonical === null || alg === null)
    throw bad(source, `"kty" ${String(jwk.kty)}, "crv" ${String(jwk.crv ?? 'none')} seen`, `${USABLE}.`)
  if (typeof jwk.alg === 'string' && !namesOf[alg].includes(jwk.alg))
    throw bad(
      source,
      `"alg" is "${jwk.alg}", but evidence is signed with ${alg} by such a key`,
      'Use a key made for that.',
    )
  const key = importPublic(canonical)
  if (key === null) throw bad(source, 'its numbers make no key', `${USABLE}.`)
  const bits = key.asymmetricKeyDetails?.modulusLength ?? LEAST_RSA_BITS
  if (bits < LEAST_RSA_BITS)
    throw bad(source, `the RSA key has ${bits} bits`, `At least ${LEAST_RSA_BITS} are expected.`)
  return { canonical, alg }
}

/**
 * Reads the key that signs evidence.
 *
 * @param text PEM (PKCS #8, not encrypted), a JWK, or a JWK set with one private key
 * @param source how the caller named it, for messages; never the text itself
 * @throws EvidenceError `BAD_KEY`
 */
export function readSigningKey(text: string, source: string): EvidenceKey {
  const keys = jwksIn(text, source, 'private').filter(hasPrivateMember)
  const [jwk] = keys
  if (jwk === undefined) throw bad(source, 'there is no private key in it', 'Signing needs the private key.')
  if (keys.length > 1) throw bad(source, `${keys.length} private keys in it`, 'Give a file with the one to sign with.')
  const { canonical, alg } = usable(jwk, source)
  let privateKey: KeyObject
  try {
    privateKey = createPrivateKey({ key: jwk as never, format: 'jwk' })
  } catch {
    throw bad(source, 'its private numbers make no key', `${USABLE}.`)
  }
  if (keyidOf(canonical) !== keyidOf(publicHalf(privateKey)))
    throw bad(source, 'its private and public members do not belong together', 'Export the key again.')
  const members = PRIVATE_MEMBERS.flatMap((name) => (typeof jwk[name] === 'string' ? [String(jwk[name])] : []))
  const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()
  return { keyid: keyidOf(canonical), alg, jwk: canonical, privateKey, secrets: [...members, pem] }
}

const publicHalf = (key: KeyObject): PublicJwk =>
  canonicalJwk(createPublicKey(key).export({ format: 'jwk' }) as PublicJwk) ?? {}

/**
 * Reads the keys that are trusted to sign evidence.
 *
 * @param text PEM, a JWK or a JWK set, public parts only
 * @throws EvidenceError `BAD_KEY`
 */
export function readPublicKeys(text: string, source: string): readonly PublicJwk[] {
  const keys = jwksIn(text, source, 'public')
  if (text.includes('PRIVATE KEY-----') || keys.some(hasPrivateMember))
    throw bad(
      source,
      'there is a private key in it',
      'A verifier needs only the public part; keep the other to yourself.',
    )
  return keys.map((jwk) => usable(jwk, source).canonical)
}
