import type { ServerKey } from './credentials.ts'
import type { FaultId } from './faults.ts'
import type { Pairs } from './http.ts'
import { strange } from './tokens.ts'
import type { World } from './world.ts'

type Claims = Readonly<Record<string, unknown>>
type Signing = Pick<ServerKey, 'kid' | 'privateJwk'> & { readonly alg: string }

/** With which key and algorithm a broken server signs. */
export function spoiltSigning(kind: 'introspection' | 'response', right: ServerKey, world: World): Signing {
  const { has, credentials } = world
  if (has(kind === 'response' ? 'jarm-unpublished-key' : 'introspection-jwt-unpublished-key'))
    return { ...right, privateJwk: strange() }
  if (kind === 'introspection') return right
  if (has('jarm-alg-none')) return { ...right, alg: 'none' }
  const rsa = credentials.keys.find(({ alg }) => alg === 'PS256')
  if (has('jarm-alg-rs256') && rsa) return { ...rsa, alg: 'RS256' }
  const other = credentials.keys.find(({ kid }) => kid !== right.kid)
  return has('jarm-key-of-other-kid') && other ? { ...right, kid: other.kid } : right
}

/** Parameters of an authorization response, and the part of the redirect URI or the form that brings them. */
export interface Placed {
  readonly pairs: Pairs
  readonly by: '#' | '?' | 'both' | 'post'
}

interface Context {
  readonly world: World
  readonly result: Pairs
  readonly redirectUri: string
  readonly error: string | null
}

const without = (claims: Claims, ...names: string[]): Claims =>
  Object.fromEntries(Object.entries(claims).filter(([name]) => !names.includes(name)))

/** What broken servers put into the JWT of a response. */
const responseClaims: Readonly<Partial<Record<FaultId, (claims: Claims, context: Context) => Claims>>> = {
  'jarm-aud-redirect-uri': (claims, { redirectUri }) => ({ ...claims, aud: redirectUri }),
  'jarm-errors-without-aud': (claims, { error }) => (error === null ? claims : without(claims, 'aud')),
  'jarm-exp-in-ms': (claims) => ({ ...claims, exp: Number(claims.exp) * 1000 }),
  'jarm-exp-over': (claims) => ({ ...claims, exp: Number(claims.exp) - 3600 }),
  'jarm-iss-without-slash': (claims) => ({ ...claims, iss: String(claims.iss).replace(/\/$/, '') }),
  'jarm-lives-a-day': (claims) => ({ ...claims, exp: Number(claims.exp) + 86_400 }),
  'jarm-parameters-inside-object': ({ code, state, ...claims }) => ({ ...claims, response: { code, state } }),
  'jarm-state-as-number': (claims) =>
    /^\d{1,15}$/.test(String(claims.state)) ? { ...claims, state: Number(claims.state) } : claims,
  'jarm-without-exp': (claims) => without(claims, 'exp'),
}

function place({ has }: World, placed: Placed, mode: string | undefined, result: Pairs): Placed {
  if (has('jarm-fragment-for-jwt') && mode === 'jwt') return { ...placed, by: '#' }
  if (has('jarm-modes-all-query') && mode === 'fragment.jwt') return { ...placed, by: '?' }
  if (has('jarm-response-twice')) return { ...placed, by: 'both' }
  if (has('jarm-form-post-plain') && placed.by === 'post') return { ...placed, pairs: result }
  return placed
}

/** The response of a broken server: its claims, what stands beside it, and where it is put. */
export function responseFaults(claims: Claims, context: Context) {
  const { world, result } = context
  const { has } = world
  let spoilt = claims
  for (const [fault, change] of Object.entries(responseClaims))
    if (has(fault as FaultId)) spoilt = change(spoilt, context)
  const beside = [...(has('jarm-state-beside') ? ['iss', 'state'] : []), ...(has('jarm-code-beside') ? ['code'] : [])]
  return {
    claims: spoilt,
    beside: result.filter(([name]) => beside.includes(name)),
    place: (placed: Placed, mode: string | undefined): Placed => place(world, placed, mode, result),
  }
}

type Spoil = (claims: Claims, members: Claims, world: World) => Claims

const introspectionClaims: Readonly<Partial<Record<FaultId, Spoil>>> = {
  'introspection-jwt-aud-resource': (claims) => ({ ...claims, aud: 'https://api.example' }),
  'introspection-jwt-cnf-outside': (claims, members) => ({
    ...claims,
    token_introspection: without(members, 'cnf'),
    ...(members.cnf === undefined ? {} : { cnf: members.cnf }),
  }),
  'introspection-jwt-flat': (claims, members) => ({ ...members, ...without(claims, 'token_introspection') }),
  'introspection-jwt-iat-of-token': (claims, { iat }) => (typeof iat === 'number' ? { ...claims, iat } : claims),
  'introspection-jwt-with-exp': (claims, _, { now }) => ({ ...claims, exp: now() + 300 }),
  'introspection-jwt-without-iat': (claims) => without(claims, 'iat'),
}

/** The signed introspection response of a broken server. */
export function introspectionFaults(claims: Claims, members: Claims, world: World) {
  const { has } = world
  let spoilt = claims
  for (const [fault, change] of Object.entries(introspectionClaims))
    if (has(fault as FaultId)) spoilt = change(spoilt, members, world)
  return {
    claims: spoilt,
    typ: has('introspection-jwt-typ-jwt') ? 'JWT' : undefined,
    type: has('introspection-jwt-type-jwt') ? 'application/jwt' : undefined,
  }
}
