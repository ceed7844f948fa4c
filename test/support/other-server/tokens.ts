import type { OtherClient, ServerKey } from './credentials.ts'
import { decode, sha256, sign, verifiesWith } from './jwt.ts'
import { credential, type Grant, handle, type Token, type World } from './world.ts'

/** What a token is made from. */
export interface Basis {
  readonly client: OtherClient
  readonly sub: string
  readonly scope: string
  readonly jkt: string | null
  readonly x5t: string | null
  readonly nonce: string | null
  readonly authTime: number
  readonly grant: Grant
}

const keyOf = (world: World, alg: ServerKey['alg']): ServerKey => {
  const key = world.credentials.keys.find((one) => one.alg === alg)
  if (!key) throw new Error(`no ${alg} key`)
  return key
}

export const signingKey = (world: World): ServerKey => keyOf(world, world.choices.idTokenAlg)

function confirmation(basis: Basis, { has }: World): Record<string, unknown> {
  if (has('cnf-wrong')) return { cnf: basis.jkt === null ? { 'x5t#S256': sha256('x') } : { jkt: sha256('x') } }
  if (has('cnf-missing')) return {}
  if (basis.jkt !== null) return { cnf: { jkt: basis.jkt } }
  return basis.x5t === null ? {} : { cnf: { 'x5t#S256': basis.x5t } }
}

async function accessTokenText(basis: Basis, world: World, expires: number): Promise<string> {
  if (world.has('token-counted')) return `token-${handle().slice(0, 4)}-${100_000 + world.tokens.size}`
  if (world.choices.accessTokens === 'opaque') return credential(world)
  const claims = {
    ...{ iss: world.issuer, sub: basis.sub, aud: 'https://api.example', client_id: basis.client.id },
    ...{ scope: basis.scope, iat: world.now(), exp: expires, jti: handle(), ...confirmation(basis, world) },
  }
  return sign(claims, signingKey(world), 'at+jwt')
}

/** A new access token. */
export async function issueAccess(basis: Basis, world: World): Promise<Token> {
  const expires = world.now() + world.choices.accessTokenTtlS
  const value = await accessTokenText(basis, world, expires)
  const token: Token = { ...basis, value, kind: 'access', issued: world.now(), expires, revoked: false, revokedAt: 0 }
  if (world.choices.activeTokens === 'one')
    for (const other of world.tokens.values())
      if (other.kind === 'access' && other.client === basis.client && other.sub === basis.sub) other.revoked = true
  world.tokens.set(value, token)
  return token
}

/** A new refresh token. */
export function issueRefresh(basis: Basis, world: World): Token {
  const value = credential(world)
  const expires = world.now() + 86_400
  const token: Token = { ...basis, value, kind: 'refresh', issued: world.now(), expires, revoked: false, revokedAt: 0 }
  world.tokens.set(value, token)
  return token
}

/** The ID token of a user (OpenID Connect Core section 2). */
export async function idToken(basis: Basis, accessToken: string, world: World, refreshed: boolean): Promise<string> {
  const { has } = world
  const now = world.now()
  const key = has('id-token-unpublished-key') ? { ...signingKey(world), ...strangeKey } : signingKey(world)
  const nonce =
    refreshed || basis.nonce === null ? {} : { nonce: has('nonce-cut') ? basis.nonce.slice(0, 100) : basis.nonce }
  const half = Buffer.from(sha256(accessToken), 'base64url').subarray(0, 16).toString('base64url')
  const extras = world.choices.idTokenExtras ? { at_hash: half, amr: ['pwd'], sid: 'abc', vendor: { zone: 7 } } : {}
  return sign(
    {
      ...{ iss: has('id-token-other-issuer') ? `${world.issuer}x` : world.issuer, sub: basis.sub },
      ...{ aud: has('id-token-other-audience') ? 'somebody' : basis.client.id, iat: now, exp: now + 300 },
      ...(has('id-token-without-auth-time') ? {} : { auth_time: basis.authTime }),
      ...nonce,
      ...extras,
      ...(has('id-token-wrong-at-hash') ? { at_hash: sha256('x').slice(0, 22) } : {}),
    },
    key,
  )
}

let strangeKey: Partial<Pick<ServerKey, 'privateJwk' | 'publicJwk'>> = {}
/** A key that is in no JWK set, for the fault that signs with it. */
export function useStrangeKey(key: Pick<ServerKey, 'privateJwk' | 'publicJwk'>): void {
  strangeKey = key
}

/** The private half of that key. */
export function strange(): ServerKey['privateJwk'] {
  if (!strangeKey.privateJwk) throw new Error('there is no key that nobody knows')
  return strangeKey.privateJwk
}

/** The token behind a value, if it is good for anything now. */
export async function findToken(value: string, kind: Token['kind'], world: World): Promise<Token | null> {
  const { has } = world
  const token = world.tokens.get(value) ?? (await forged(value, world))
  if (!token || (token.kind !== kind && !has('any-token-opens'))) return null
  const leewayS = world.choices.accessTokens === 'jwt' ? world.choices.leewayS : 0
  if (token.expires + leewayS <= world.now() && !has('expired-tokens-live')) return null
  const since = world.now() - token.revokedAt
  if (token.revoked && !(has('revocation-takes-a-minute') && since < 60) && !has('revocation-of-nothing')) return null
  return token.grant.ended && !has('grants-never-end') ? null : token
}

/** JWT access tokens that were never issued, for a resource server that checks them badly. */
async function forged(value: string, world: World): Promise<Token | null> {
  const { has } = world
  const jwt = decode(value)
  if (jwt?.header.typ !== 'at+jwt') return null
  const embedded = has('token-embedded-key') && typeof jwt.header.jwk === 'object' && jwt.header.jwk !== null
  const byMac = has('token-mac-with-public-key') && jwt.header.alg === 'HS256'
  if (!embedded && !byMac) return null
  if (embedded && !(await verifiesWith(value, [jwt.header.jwk as object]))) return null
  const original = [...world.tokens.values()].find(({ value: one }) => decode(one)?.claims.jti === jwt.claims.jti)
  // The proof that comes along is for the text that was sent.
  return original ? { ...original, value } : null
}
