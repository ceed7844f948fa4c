import { randomUUID } from 'node:crypto'
import type { Agreement } from './agreements.ts'
import type { Credentials } from './credentials.ts'
import { decodeJws, type Jws } from './jws.ts'
import { importPublicJwk, verifySignature } from './signatures.ts'
import { type ServerAlg, serverKey, signJws } from './signJws.ts'
import type { Entity } from './store.ts'
import type { Strict } from './strict.ts'

/** How the library's token ids look outside: as they are, or inside a signed JWT (RFC 9068). */
export interface TokenForm {
  /** Text handed to the client for a stored token. @param details `authorization_details` as granted */
  issue(id: string, token: Entity, details: Agreement['details']): Promise<string>
  /** Id of the stored token behind what a client sent; null if the text is not one of ours. */
  idOf(text: string): string | null
}

export const opaqueTokens: TokenForm = {
  issue: async (id) => id,
  idOf: (text) => text,
}

/** Access tokens as JWTs of type `at+jwt`, signed with the server's ES256 key. */
export function jwtTokens(issuer: string, credentials: Credentials, strict: Strict): TokenForm {
  /** The stored id stays secret: knowing the jti of a token is not enough to make use of it. */
  const ids = new Map<string, string>()
  return {
    async issue(id, token, details) {
      const jti = randomUUID()
      ids.set(jti, id)
      const claims = {
        client_id: token.clientId,
        scope: token.scope,
        cnf: confirmation(token, strict),
        // RFC 9396 section 9.1.
        ...(details === null ? {} : { authorization_details: details }),
        iss: issuer,
        sub: String(token.accountId ?? token.clientId),
        aud: `${issuer}/accounts`,
        jti,
        iat: Number(token.iat),
        exp: Number(token.exp),
      }
      return signJws(credentials, algOf(strict), { typ: 'at+jwt' }, claims)
    },
    idOf(text) {
      const jws = decodeJws(text)
      if (jws === null || !isGenuine(jws, credentials, strict) || jws.header.typ !== 'at+jwt') return null
      return ids.get(String(jws.claims.jti)) ?? null
    },
  }
}

function algOf(strict: Strict): ServerAlg {
  if (!strict('access-token-unsigned')) return 'none'
  return strict('access-token-alg') ? 'ES256' : 'RS256'
}

/** FAPI 2.0 section 5.3.4 item 3: signed by this server, with the algorithm it uses. */
function isGenuine({ header, signingInput, signature }: Jws, credentials: Credentials, strict: Strict): boolean {
  if (header.alg === 'none') return !strict('rs-token-unsigned') || algOf(strict) === 'none'
  if (!strict('rs-token-signature')) return true
  const alg = algOf(strict)
  const key = importPublicJwk(serverKey(credentials, alg).publicJwk)
  return header.alg === alg && key !== null && verifySignature(alg, key, signingInput, signature)
}

/** RFC 9449 section 6.1, RFC 8705 section 3.1. */
function confirmation(token: Entity, strict: Strict): Record<string, unknown> | undefined {
  if (token.jkt !== undefined) return strict('access-token-cnf') ? { jkt: token.jkt } : undefined
  const thumbprint = token['x5t#S256']
  return thumbprint !== undefined && strict('access-token-cnf-certificate') ? { 'x5t#S256': thumbprint } : undefined
}
