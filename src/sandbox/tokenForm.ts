import { createPrivateKey, randomUUID } from 'node:crypto'
import { SignJWT } from 'jose'
import type { Credentials } from './credentials.ts'
import { decodeJws } from './jws.ts'
import { importPublicJwk, verifySignature } from './signatures.ts'
import type { Entity } from './store.ts'
import type { Strict } from './strict.ts'

/** How the library's token ids look outside: as they are, or inside a signed JWT (RFC 9068). */
export interface TokenForm {
  /** Text handed to the client for a stored token. */
  issue(id: string, token: Entity): Promise<string>
  /** Id of the stored token behind what a client sent; null if the text is not one of ours. */
  idOf(text: string): string | null
}

export const opaqueTokens: TokenForm = {
  issue: async (id) => id,
  idOf: (text) => text,
}

/** Access tokens as JWTs of type `at+jwt`, signed with the server's ES256 key. */
export function jwtTokens(issuer: string, credentials: Credentials, strict: Strict): TokenForm {
  const signingKey = credentials.serverKeys.find((key) => key.alg === 'ES256')
  const publicKey = signingKey === undefined ? null : importPublicJwk(signingKey.publicJwk)
  if (signingKey === undefined || publicKey === null) throw new Error('the server has no ES256 key')
  const privateKey = createPrivateKey({ key: signingKey.privateJwk as Record<string, string>, format: 'jwk' })
  /** The stored id stays secret: knowing the jti of a token is not enough to make use of it. */
  const ids = new Map<string, string>()
  return {
    async issue(id, token) {
      const jti = randomUUID()
      ids.set(jti, id)
      return new SignJWT({
        client_id: token.clientId,
        scope: token.scope,
        ...(strict('access-token-cnf') ? { cnf: confirmation(token) } : {}),
      })
        .setProtectedHeader({ alg: 'ES256', kid: signingKey.kid, typ: 'at+jwt' })
        .setIssuer(issuer)
        .setSubject(String(token.accountId ?? token.clientId))
        .setAudience(`${issuer}/accounts`)
        .setJti(jti)
        .setIssuedAt(Number(token.iat))
        .setExpirationTime(Number(token.exp))
        .sign(privateKey)
    },
    idOf(text) {
      const jws = decodeJws(text)
      const valid = jws !== null && verifySignature('ES256', publicKey, jws.signingInput, jws.signature)
      return valid && jws.header.typ === 'at+jwt' ? (ids.get(String(jws.claims.jti)) ?? null) : null
    },
  }
}

/** RFC 9449 section 6.1, RFC 8705 section 3.1. */
function confirmation(token: Entity): Record<string, unknown> | undefined {
  if (token.jkt !== undefined) return { jkt: token.jkt }
  return token['x5t#S256'] === undefined ? undefined : { 'x5t#S256': token['x5t#S256'] }
}
