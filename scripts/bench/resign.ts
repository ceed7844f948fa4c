import { createHash } from 'node:crypto'
import {
  CompactSign,
  type CryptoKey,
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
} from 'jose'

export interface Signer {
  /** The same JWT, made now: times moved, new jti, signed anew. */
  resign(jwt: string, accessToken: string | null): Promise<string>
}

const allowed = ['PS256', 'ES256', 'EdDSA', 'Ed25519']

/** Signs with the registered key of that kid, with one DPoP key per recorded one, and with a throwaway key for all else. */
export function createSigner(jwks: readonly JWK[], shiftS: number, rename: (text: string) => string): Signer {
  const registered = new Map(jwks.map((jwk) => [jwk.kid, importJWK(jwk, jwk.alg ?? 'ES256')]))
  const proofKeys = new Map<string, Promise<{ privateKey: CryptoKey; jwk: JWK }>>()
  const throwaway = generateKeyPair('ES256', { extractable: true })

  const proofKey = (thumbprint: string, alg: string) => {
    const known = proofKeys.get(thumbprint)
    if (known) return known
    const made = generateKeyPair(alg, { extractable: true }).then(async ({ privateKey, publicKey }) => ({
      privateKey,
      jwk: await exportJWK(publicKey),
    }))
    proofKeys.set(thumbprint, made)
    return made
  }

  return {
    async resign(jwt, accessToken) {
      const [head = '', body = ''] = jwt.split('.')
      const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
      const header = read(head)
      const claims = JSON.parse(rename(JSON.stringify(read(body))))
      for (const time of ['iat', 'nbf', 'exp']) if (typeof claims[time] === 'number') claims[time] += shiftS
      if (typeof claims.jti === 'string') claims.jti = crypto.randomUUID()
      if (typeof claims.ath === 'string' && accessToken !== null)
        claims.ath = createHash('sha256').update(accessToken).digest('base64url')
      const alg = allowed.includes(header.alg) ? header.alg : 'ES256'
      const bytes = new TextEncoder().encode(JSON.stringify(claims))
      if (header.jwk?.kty && header.typ === 'dpop+jwt') {
        const { privateKey, jwk } = await proofKey(await calculateJwkThumbprint(header.jwk).catch(() => 'unknown'), alg)
        return new CompactSign(bytes).setProtectedHeader({ ...header, alg, jwk }).sign(privateKey)
      }
      const key = (await registered.get(header.kid)) ?? (await throwaway).privateKey
      const usable = registered.has(header.kid) ? alg : 'ES256'
      const { crit: _crit, ...plain } = header
      return new CompactSign(bytes).setProtectedHeader({ ...plain, alg: usable }).sign(key)
    },
  }
}
