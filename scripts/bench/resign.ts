import { createHash } from 'node:crypto'
import {
  CompactSign,
  type CryptoKey,
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
  type KeyObject,
} from 'jose'

/** A recorded JWT taken apart. */
export interface RecordedJwt {
  readonly header: Readonly<Record<string, unknown>>
  /** JSON text of the claims. */
  readonly claims: string
}

/** What stands in a JWT that is made anew. */
export interface Renewal {
  /** Seconds since the recorded one was made. */
  readonly shiftS: number
  readonly rename: (text: string) => string
  /** The token that goes along, for `ath`. */
  readonly accessToken: string | null
}

export interface Signer {
  /** The same JWT, made now: times moved, new jti, signed anew. */
  resign(jwt: RecordedJwt, renewal: Renewal): Promise<string>
}

const form = /^eyJ[\w-]*\.[\w-]+\.[\w-]*$/
const allowed = ['PS256', 'ES256', 'EdDSA', 'Ed25519']

/** Takes a compact JWT apart; null for what is none. */
export function recordedJwt(text: string): RecordedJwt | null {
  if (!form.test(text)) return null
  const [head = '', body = ''] = text.split('.')
  const read = (part: string): string => Buffer.from(part, 'base64url').toString('utf8')
  try {
    const claims = read(body)
    JSON.parse(claims)
    return { header: JSON.parse(read(head)), claims }
  } catch {
    return null
  }
}

const isProof = ({ header }: RecordedJwt): boolean => header.typ === 'dpop+jwt' && typeof header.jwk === 'object'

/**
 * Signs with the registered key of that kid, with one DPoP key per recorded one, and with a throwaway key for all else.
 * All keys are made beforehand, as in a client that keeps them.
 * @param jwks private keys of the registered clients
 * @param recorded every JWT that will be signed
 */
export async function createSigner(jwks: readonly JWK[], recorded: readonly RecordedJwt[]): Promise<Signer> {
  const registered = new Map<unknown, { key: CryptoKey | KeyObject | Uint8Array; alg: string }>()
  for (const jwk of jwks) {
    const alg = jwk.alg ?? 'ES256'
    registered.set(jwk.kid, { key: await importJWK(jwk, alg), alg })
  }
  const { privateKey: throwaway } = await generateKeyPair('ES256', { extractable: true })
  const proofKeys = new Map<string, { privateKey: CryptoKey; jwk: JWK }>()
  const proofNames = new Map<RecordedJwt, string>()
  for (const jwt of recorded) {
    if (!isProof(jwt)) continue
    const alg = allowed.includes(String(jwt.header.alg)) ? String(jwt.header.alg) : 'ES256'
    const thumbprint = await calculateJwkThumbprint(jwt.header.jwk as JWK).catch(() => 'unknown')
    const name = `${alg} ${thumbprint}`
    proofNames.set(jwt, name)
    if (proofKeys.has(name)) continue
    const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
    proofKeys.set(name, { privateKey, jwk: await exportJWK(publicKey) })
  }

  return {
    resign(jwt, { shiftS, rename, accessToken }) {
      const claims = JSON.parse(rename(jwt.claims)) as Record<string, unknown>
      for (const time of ['iat', 'nbf', 'exp']) {
        const was = claims[time]
        if (typeof was === 'number') claims[time] = was + shiftS
      }
      if (typeof claims.jti === 'string') claims.jti = crypto.randomUUID()
      if (typeof claims.ath === 'string' && accessToken !== null)
        claims.ath = createHash('sha256').update(accessToken).digest('base64url')
      const bytes = new TextEncoder().encode(JSON.stringify(claims))
      const { crit: _crit, alg: _alg, ...header } = jwt.header
      const proof = proofKeys.get(proofNames.get(jwt) ?? '')
      if (proof) {
        const [alg = 'ES256'] = (proofNames.get(jwt) ?? '').split(' ')
        return new CompactSign(bytes).setProtectedHeader({ ...header, alg, jwk: proof.jwk }).sign(proof.privateKey)
      }
      const own = registered.get(header.kid)
      return new CompactSign(bytes)
        .setProtectedHeader({ ...header, alg: own?.alg ?? 'ES256' })
        .sign(own?.key ?? throwaway)
    },
  }
}
