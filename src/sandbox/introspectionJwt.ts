import { callOf } from './call.ts'
import type { DefectId } from './defects.ts'
import type { Context } from './koa.ts'
import { signJws } from './signJws.ts'
import type { Site } from './site.ts'

/** Media type that asks for a JWT and names one (RFC 9701 sections 4 and 5). */
export const introspectionJwt = 'application/token-introspection+jwt'

type Members = Readonly<Record<string, unknown>>

const without = (members: Members, ...names: string[]): Members =>
  Object.fromEntries(Object.entries(members).filter(([name]) => !names.includes(name)))

const claimDefects: readonly (readonly [DefectId, (claims: Members, answer: Members) => Members])[] = [
  ['introspection-jwt-iss', (claims) => without(claims, 'iss')],
  ['introspection-jwt-aud', (claims) => ({ ...claims, aud: 'another-client' })],
  ['introspection-jwt-iat', (claims) => without(claims, 'iat')],
  ['introspection-jwt-iat-of-token', (claims, { iat }) => ({ ...claims, iat: iat ?? claims.iat })],
  ['introspection-jwt-flat', (claims, answer) => ({ ...without(claims, 'token_introspection'), ...answer })],
  ['introspection-jwt-sub', (claims, { sub, exp }) => ({ ...claims, sub, exp })],
]

/** The answer as it stands in the JWT. */
function tokenIntrospection(answer: Members, { strict }: Site): Members {
  const named = strict('introspection-jwt-cnf') && strict('introspection-jwt-cnf-certificate')
  const shaped = named ? answer : without(answer, 'cnf')
  const talkative = answer.active === false && !strict('introspection-jwt-details')
  return talkative ? { ...shaped, token_type: 'unknown' } : shaped
}

/** Turns an introspection answer into a signed JWT for the caller (RFC 9701 section 5). */
export function answerWithJwt(ctx: Context, site: Site, answer: Members, token: string): void {
  const { strict, issuer, credentials } = site
  const { client, now } = callOf(ctx)
  const members = tokenIntrospection(answer, site)
  const claims = claimDefects
    .filter(([id]) => !strict(id))
    .reduce<Members>((seen, [, change]) => change(seen, members), {
      iss: issuer,
      aud: client?.id,
      iat: now,
      token_introspection: members,
    })
  const typ = strict('introspection-jwt-typ') ? 'token-introspection+jwt' : 'JWT'
  const signed = strict('introspection-jwt-alg') ? 'ES256' : 'RS256'
  const alg = strict('introspection-jwt-alg-none') ? signed : 'none'
  const jwt = signJws(credentials, alg, { typ }, claims, !strict('introspection-jwt-signature'))
  if (!strict('rs-introspection-jwt')) site.introspected.set(jwt, token)
  ctx.body = jwt
  ctx.type = strict('introspection-jwt-content-type') ? introspectionJwt : 'application/jwt'
}
