import { createPublicKey } from 'node:crypto'
import type { JsonObject } from '../json/object.ts'
import { thumbprintOf } from '../json/thumbprint.ts'
import { askKeys, nameOf } from './jwkSet.ts'
import { judge, judgeProblems, notApplicable } from './makeAnswer.ts'
import { show } from './showValue.ts'
import { ALLOWED_ALGS, isAllowedAlg } from './signingAlgs.ts'
import type { Check, Trace } from './types.ts'
import { keyFits } from './verifyJws.ts'
import { where } from './where.ts'

const jwksOf = (trace: Trace) => trace.exchanges.jwks ?? null

/** Key management algorithms of RFC 7518 section 4.1 and their later kin. */
const ENCRYPTION_ALG = /^(?:RSA|ECDH|A\d{3}|PBES2|HPKE|dir$)/

const isEncryption = ({ use, alg }: JsonObject): boolean =>
  use === 'enc' || (use === undefined && typeof alg === 'string' && ENCRYPTION_ALG.test(alg))
/** True for a key that signatures of the server may be verified with. */
export const isSigningKey = (key: JsonObject): boolean =>
  (key.use === undefined || key.use === 'sig') && !isEncryption(key)

/** Bits of an RSA modulus, null when the members are no key. */
export function rsaBits(key: JsonObject): number | null {
  try {
    return createPublicKey({ key: { ...key }, format: 'jwk' }).asymmetricKeyDetails?.modulusLength ?? null
  } catch {
    return null
  }
}

const rsaSize: Check = askKeys((keys, trace) => {
  const sizes = keys.flatMap((key, index) => {
    const bits = key.kty === 'RSA' ? rsaBits(key) : null
    return bits === null ? [] : [{ name: nameOf(key, index), bits }]
  })
  if (sizes.length === 0) return notApplicable('the JWK set has no RSA key')
  const short = sizes.filter(({ bits }) => bits < 2048).map(({ name, bits }) => `${name} has ${bits} bits`)
  return judgeProblems(
    short,
    'RSA keys of 2048 bits or more',
    sizes.map(({ bits }) => `${bits} bits`).join(', '),
    jwksOf(trace),
  )
})

/** Sizes of the registered curves; others are judged by the length of their coordinate. */
const CURVE_BITS: Readonly<Record<string, number>> = {
  ...{ 'P-256': 256, 'P-384': 384, 'P-521': 521, secp256k1: 256 },
  ...{ Ed25519: 255, Ed448: 448, X25519: 255, X448: 448 },
}

function curveBits({ crv, x }: JsonObject): number | null {
  if (typeof crv === 'string' && Object.hasOwn(CURVE_BITS, crv)) return CURVE_BITS[crv] ?? null
  return typeof x === 'string' ? Math.floor((x.length * 6) / 8) * 8 : null
}

const curveSize: Check = askKeys((keys, trace) => {
  const curves = keys.flatMap((key, index) => {
    const bits = key.kty === 'EC' || key.kty === 'OKP' ? curveBits(key) : null
    return bits === null ? [] : [{ name: nameOf(key, index), crv: String(key.crv), bits }]
  })
  if (curves.length === 0) return notApplicable('the JWK set has no elliptic curve key')
  const short = curves
    .filter(({ bits }) => bits < 224)
    .map(({ name, crv, bits }) => `${name} is on ${crv} with ${bits} bits`)
  return judgeProblems(
    short,
    'elliptic curve keys of 224 bits or more',
    curves.map(({ crv }) => crv).join(', '),
    jwksOf(trace),
  )
})

const kidUnique: Check = askKeys((keys, trace) => {
  const kids = keys.map((key) => key.kid).filter((kid) => kid !== undefined)
  const twice = [...new Set(kids.filter((kid, index) => kids.indexOf(kid) !== index))]
  const problems = twice.map((kid) => `kid ${show(kid, 40)} names ${kids.filter((one) => one === kid).length} keys`)
  return judgeProblems(problems, 'no two keys with one kid', `${kids.length} different kids`, jwksOf(trace))
})

const kidPresent: Check = askKeys((keys, trace) => {
  const signing = keys.filter(isSigningKey)
  if (signing.length < 2) return notApplicable('the JWK set has a single signing key')
  const problems = keys.flatMap((key, index) =>
    isSigningKey(key) && (typeof key.kid !== 'string' || key.kid === '')
      ? [`${nameOf(key, index)} has no usable kid`]
      : [],
  )
  return judgeProblems(
    problems,
    'a kid for every signing key, as there are several',
    `${signing.length} keys with kid`,
    jwksOf(trace),
  )
})

const useMarked: Check = askKeys((keys, trace) => {
  if (!keys.some(isEncryption)) return notApplicable('the JWK set has no encryption key')
  const problems = keys.flatMap((key, index) =>
    key.use === 'sig' || key.use === 'enc' ? [] : [`${nameOf(key, index)} has use ${show(key.use)}`],
  )
  return judgeProblems(
    problems,
    '"use" on every key, as there are signing and encryption keys',
    'every key has it',
    jwksOf(trace),
  )
})

const SIGNING_OPS = ['sign', 'verify']
const ENCRYPTION_OPS = ['encrypt', 'decrypt', 'wrapKey', 'unwrapKey', 'deriveKey', 'deriveBits']

function purposeProblem(key: JsonObject): string | null {
  const ops: readonly unknown[] = Array.isArray(key.key_ops) ? key.key_ops : []
  const signs = ops.some((op) => SIGNING_OPS.includes(String(op))) || key.use === 'sig'
  const encrypts = ops.some((op) => ENCRYPTION_OPS.includes(String(op))) || key.use === 'enc'
  return signs && encrypts ? 'is for signing and for encryption' : null
}

const singlePurpose: Check = askKeys((keys, trace) => {
  const problems = keys.flatMap((key, index) => {
    const own = purposeProblem(key)
    const print = thumbprintOf(key)
    const twin = keys.find(
      (other) => other.use !== key.use && isEncryption(other) && print !== null && thumbprintOf(other) === print,
    )
    const shared = twin ? 'is the same key as one for encryption' : null
    return [own, shared].filter((problem) => problem !== null).map((problem) => `${nameOf(key, index)} ${problem}`)
  })
  return judgeProblems(problems, 'one purpose per key', 'no key serves two purposes', jwksOf(trace))
})

const allowedKey: Check = askKeys((keys, trace) => {
  const usable = keys.filter((key) => ALLOWED_ALGS.some((alg) => keyFits(key, alg)) && key.crv !== 'Ed448')
  const expected = `a signing key for one of ${ALLOWED_ALGS.join(', ')}`
  return judge(usable.length > 0, expected, `${usable.length} of ${keys.length} keys`, jwksOf(trace))
})

/** OpenID Discovery section 3 wants RS256 of every OpenID provider, so a provider that lists it has a key for it. */
const isMandated = ({ alg }: { readonly alg?: unknown }, { metadata }: Trace): boolean => {
  const listed = metadata?.id_token_signing_alg_values_supported
  return alg === 'RS256' && Array.isArray(listed) && listed.includes(alg)
}

const otherAlgs: Check = askKeys((keys, trace) => {
  const marked = keys.filter((key) => isSigningKey(key) && key.alg !== undefined && !isMandated(key, trace))
  const problems = keys.flatMap((key, index) =>
    marked.includes(key) && !isAllowedAlg(key.alg) ? [`${nameOf(key, index)} is for alg ${show(key.alg)}`] : [],
  )
  return judgeProblems(
    problems,
    `signing keys only for ${ALLOWED_ALGS.join(', ')}`,
    `${marked.length} keys name an algorithm`,
    jwksOf(trace),
  )
})

/** Properties of the keys in the server's JWK set (FAPI2-SP 5.4). */
export const jwkProperties = {
  'jwks-rsa-key-size': rsaSize,
  'jwks-curve-size': curveSize,
  'jwks-kid-unique': kidUnique,
  'jwks-kid-present': kidPresent,
  'jwks-use-marked': useMarked,
  'jwks-single-purpose': singlePurpose,
  'jwks-allowed-signing-key': where({ openid: true, grant: 'authorization_code' }, allowedKey),
  'jwks-no-weak-algs': otherAlgs,
} satisfies Record<string, Check>
