import { Refusal } from './answers.ts'
import { forwarded } from './clientAuth.ts'
import { type Call, header, headerCount, type Pairs, type Reply, x5tOf } from './http.ts'
import { sha256, sign } from './jwt.ts'
import { checkProof } from './proof.ts'
import { findToken, signingKey } from './tokens.ts'
import type { Token, World } from './world.ts'

const refuse = (code: string | null, status: number, message = code ?? ''): Refusal =>
  new Refusal(code ?? '', message, { status, plain: code ?? '' })

const SCHEMES: readonly string[] = ['dpop', 'bearer']

/** Scheme and token of the Authorization header. @throws Refusal */
function presented(call: Call, { has }: World): { scheme: string; token: string } {
  const value = header(call, 'authorization')
  const inQuery = call.query.find(([name]) => name === 'access_token')?.[1]
  if (inQuery !== undefined && has('token-in-query')) return { scheme: 'dpop', token: inQuery }
  if (inQuery !== undefined && value !== undefined && !has('token-twice'))
    throw refuse('invalid_request', 400, 'two tokens')
  if (value === undefined) throw refuse(null, 401)
  if (headerCount(call, 'authorization') > 1) throw refuse('invalid_request', 400, 'two Authorization headers')
  const [scheme = '', token = '', ...rest] = value.trim().split(/ +/)
  const known = SCHEMES.includes(scheme.toLowerCase()) || has('unknown-schemes')
  if (!known || token === '' || rest.length > 0) throw refuse('invalid_request', 400, 'no token')
  return { scheme: scheme.toLowerCase(), token }
}

async function checkKey(call: Call, scheme: string, token: Token, world: World): Promise<void> {
  const { has } = world
  if (token.jkt === null) return
  if (!SCHEMES.includes(scheme)) return
  if (scheme !== 'dpop' && has('bearer-without-proof')) return
  if (scheme !== 'dpop' && !has('bearer-scheme-with-proof')) throw refuse('invalid_token', 401, 'the token is bound')
  const jkt = await checkProof(call, 'rs', world, token.value)
  if (jkt === null && !has('proof-optional-at-resource')) throw refuse('invalid_dpop_proof', 401, 'no proof')
  if (jkt !== null && jkt !== token.jkt && !has('any-key-at-resource'))
    throw refuse('invalid_token', 401, 'another key')
}

function checkCertificate(call: Call, token: Token, { has }: World): void {
  if (token.x5t === null || (has('certificate-optional-at-resource') && call.certificate === null)) return
  if (token.x5t === x5tOf(call) || (has('any-certificate-at-resource') && call.certificate !== null)) return
  const told = has('certificate-from-header') ? forwarded(call) : null
  if (told && x5tOf({ certificate: told }) === token.x5t) return
  throw refuse('invalid_token', 401, 'another certificate')
}

/** Lets the request through or says why not. @throws Refusal */
async function admit(call: Call, scope: string, world: World): Promise<Token> {
  const { scheme, token: value } = presented(call, world)
  const token = await findToken(value, 'access', world)
  if (!token) throw refuse('invalid_token', 401)
  await checkKey(call, scheme, token, world)
  checkCertificate(call, token, world)
  if (!token.scope.split(' ').includes(scope)) throw refuse('insufficient_scope', 403)
  return token
}

function refusalReply(refusal: Refusal, constraint: 'dpop' | 'mtls', world: World): Reply {
  const { resourceErrors, challenge, errorCodes } = world.choices
  const proof = refusal.code === 'invalid_dpop_proof'
  const code = proof && errorCodes === 'plain' ? 'invalid_token' : refusal.code
  const status = proof ? (resourceErrors === '400-for-proofs' ? 400 : 401) : refusal.status
  const error = code === '' || !world.choices.challengeError ? '' : `error="${code}", `
  const schemes: Pairs = [
    ['WWW-Authenticate', `DPoP ${error}algs="ES256 PS256 EdDSA"`],
    ['WWW-Authenticate', `Bearer ${error}realm="accounts"`],
  ]
  const joined: Pairs = [['WWW-Authenticate', schemes.map(([, value]) => value).join(', ')]]
  const one = schemes.slice(constraint === 'dpop' ? 0 : 1).slice(0, 1)
  const shown = { both: schemes, joined, one }[challenge]
  const body = resourceErrors === 'body' && code !== '' ? JSON.stringify({ error: code, title: refusal.message }) : ''
  const type: Pairs = body === '' ? [] : [['Content-Type', 'application/problem+json']]
  return { status, headers: [...shown, ...type, ['Cache-Control', 'no-store']], body }
}

const guarded = async (
  call: Call,
  scope: string,
  world: World,
  serve: (token: Token) => Promise<Reply>,
): Promise<Reply> => {
  try {
    return await serve(await admit(call, scope, world))
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const value = header(call, 'authorization')?.split(' ')[1] ?? ''
    const bound = world.tokens.get(value)?.x5t
    return refusalReply(error, bound ? 'mtls' : 'dpop', world)
  }
}

/** The protected API. */
export const accounts = (call: Call, world: World): Promise<Reply> =>
  guarded(call, 'accounts', world, async () => {
    const id = header(call, 'x-fapi-interaction-id')
    const headers: Pairs = [
      ['Content-Type', 'application/json'],
      ['Cache-Control', 'no-store'],
      ...(id === undefined ? [] : [['x-fapi-interaction-id', id] as const]),
    ]
    return { status: world.choices.resourceStatus, headers, body: JSON.stringify({ accounts: [{ id: 'A1' }] }) }
  })

/** UserInfo (OpenID Connect Core section 5.3). */
export const userinfo = (call: Call, world: World): Promise<Reply> =>
  guarded(call, 'openid', world, async (token) => {
    const claims = { sub: world.has('userinfo-other-sub') ? sha256(token.sub) : token.sub }
    if (world.choices.userinfo !== 'jwt')
      return {
        status: 200,
        headers: [
          ['Content-Type', 'application/json'],
          ['Cache-Control', 'no-store'],
        ],
        body: JSON.stringify(claims),
      }
    const body = await sign({ ...claims, iss: world.issuer, aud: token.client.id }, signingKey(world))
    return {
      status: 200,
      headers: [
        ['Content-Type', 'application/jwt'],
        ['Cache-Control', 'no-store'],
      ],
      body,
    }
  })
