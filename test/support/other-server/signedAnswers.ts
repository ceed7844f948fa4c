import { createPrivateKey, type KeyObject, sign } from 'node:crypto'
import type { Pairs, Reply } from './http.ts'
import { introspectionFaults, type Placed, responseFaults, spoiltSigning } from './spoiltAnswers.ts'
import { signingKey } from './tokens.ts'
import type { Pushed, World } from './world.ts'

type Claims = Readonly<Record<string, unknown>>

const signers: Readonly<Record<string, (key: KeyObject, data: Buffer) => Buffer>> = {
  ES256: (key, data) => sign('sha256', data, { key, dsaEncoding: 'ieee-p1363' }),
  EdDSA: (key, data) => sign(null, data, key),
  PS256: (key, data) => sign('sha256', data, { key, padding: 6, saltLength: 32 }),
  RS256: (key, data) => sign('sha256', data, key),
  none: () => Buffer.alloc(0),
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A JWS in compact form, made at once. */
function signNow(claims: Claims, world: World, kind: 'introspection' | 'response', typ?: string): string {
  const { alg, kid, privateJwk } = spoiltSigning(kind, signingKey(world), world)
  const named = world.choices.jwtsNameKey ? { kid } : {}
  const text = `${part({ alg, ...named, ...(typ === undefined ? {} : { typ }) })}.${part(claims)}`
  const key = createPrivateKey({ key: { ...privateJwk }, format: 'jwk' })
  return `${text}.${signers[alg]?.(key, Buffer.from(text)).toString('base64url')}`
}

const TYPS = { JWT: 'JWT', own: 'oauth-authz-resp+jwt', none: undefined } as const

/** The present time as the server writes it into JWTs. */
const stamp = ({ now, choices }: World): number => now() + (choices.fractionsOfSeconds ? 0.25 : 0)

const audience = (id: string, { choices }: World): string | string[] => (choices.jwtAudience === 'array' ? [id] : id)

/** Response modes that are a JWT, and how they bring it. */
const jwtModes = { jwt: '?', 'query.jwt': '?', 'fragment.jwt': '#', 'form_post.jwt': 'post' } as const
const isJwtMode = (mode: string | undefined): mode is keyof typeof jwtModes => mode !== undefined && mode in jwtModes

/** Whether the server takes that response_mode. */
export function knowsMode(mode: string | undefined, { choices, has }: World): boolean {
  if (choices.responses === 'plain') return mode === undefined || mode === 'query'
  if (isJwtMode(mode)) return mode === 'jwt' || choices.jwtModes === 'all'
  if (has('jarm-plain-if-none-asked') && mode === undefined) return true
  return choices.otherModes === 'as JWT' || has('jarm-plain-if-asked') || has('jarm-mode-beside-request-uri')
}

/** Whether this response is sent without a JWT. */
function isPlain(world: World, mode: string | undefined, error: string | null): boolean {
  const { has, choices } = world
  if (choices.responses === 'plain') return true
  if (error !== null && has('jarm-errors-plain')) return true
  if (error !== null && error !== 'access_denied' && has('jarm-errors-without-user-plain')) return true
  if (isJwtMode(mode)) return false
  if (has('jarm-plain-if-none-asked')) return mode === undefined
  return has('jarm-plain-if-asked') || has('jarm-mode-beside-request-uri') || choices.otherModes === 'plain error'
}

/** The authorization response as a JWT (JARM section 2); null: it is to be sent plain. */
export function signedResponse(world: World, { params, client }: Pushed, result: Pairs): Placed | null {
  const { choices } = world
  const mode = params.get('response_mode')
  const error = result[0]?.[0] === 'error' ? (result[0][1] ?? '') : null
  if (isPlain(world, mode, error)) return null
  const now = stamp(world)
  const claims = {
    ...Object.fromEntries(result),
    ...{ iss: world.issuer, aud: audience(client.id, world), exp: now + choices.responseTtlS },
    ...(choices.idTokenExtras ? { iat: now, nbf: now - 5, jti: `r${now}`, vendor: { zone: 7 } } : {}),
  }
  const spoilt = responseFaults(claims, { world, result, redirectUri: params.get('redirect_uri') ?? '', error })
  const placed: Placed = {
    pairs: [['response', signNow(spoilt.claims, world, 'response', TYPS[choices.responseTyp])], ...spoilt.beside],
    by: isJwtMode(mode) ? jwtModes[mode] : '?',
  }
  return spoilt.place(placed, mode)
}

/** The introspection response as a JWT (RFC 9701 section 5). */
export function signedIntrospection(world: World, callerId: string, members: Claims): Reply {
  const long = world.choices.mediaTypes === 'long'
  const claims = {
    ...{ token_introspection: members, iss: world.issuer, aud: audience(callerId, world), iat: stamp(world) },
    ...(world.choices.idTokenExtras ? { jti: 'i1', vendor: { zone: 7 } } : {}),
  }
  const spoilt = introspectionFaults(claims, members, world)
  const type = spoilt.type ?? `application/token-introspection+jwt${long ? ';charset=utf-8' : ''}`
  const typ = spoilt.typ ?? `${long ? 'application/' : ''}token-introspection+jwt`
  return {
    status: 200,
    headers: [
      ['Content-Type', type],
      ['Cache-Control', 'no-store'],
    ],
    body: signNow(spoilt.claims, world, 'introspection', typ),
  }
}
