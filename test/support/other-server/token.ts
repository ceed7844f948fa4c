import { errorReply, invalidGrant, invalidProof, invalidRequest, json, Refusal } from './answers.ts'
import { authenticate, certificateBinding } from './clientAuth.ts'
import type { OtherClient } from './credentials.ts'
import { formOf } from './forms.ts'
import type { Call, Reply } from './http.ts'
import { sha256 } from './jwt.ts'
import { checkProof, wantsNonce } from './proof.ts'
import { SCOPES } from './push.ts'
import { type Basis, findToken, idToken, issueAccess, issueRefresh } from './tokens.ts'
import type { Code, Token, World } from './world.ts'

type Form = ReadonlyMap<string, string>
type Binding = Pick<Basis, 'jkt' | 'x5t'>

/** The key or certificate that the new token will be bound to. @throws Refusal */
async function bindingOf(call: Call, client: OtherClient, world: World): Promise<Binding> {
  const jkt = await checkProof(call, 'as', world)
  if (client.constraint === 'mtls') return { jkt: null, x5t: certificateBinding(call, client, world) }
  if (jkt === null && wantsNonce(world, 'as')) throw new Refusal('use_dpop_nonce', 'a proof with a nonce is needed')
  if (jkt === null && !world.has('unbound-without-proof')) throw invalidProof('a DPoP proof is needed')
  return { jkt, x5t: null }
}

function checkVerifier(form: Form, code: Code, { has }: World): void {
  const verifier = form.get('code_verifier')
  const challenge = code.params.get('code_challenge')
  if (challenge === undefined || (verifier === undefined && has('verifier-optional'))) return
  if (verifier === undefined) throw invalidRequest('code_verifier is missing')
  const plain =
    (has('pkce-plain') && code.params.get('code_challenge_method') === 'plain') || has('challenge-is-verifier')
  if (sha256(verifier) !== challenge && !(plain && verifier === challenge) && !has('verifier-unchecked'))
    throw invalidGrant('code_verifier does not fit')
}

function takeCode(form: Form, client: OtherClient, world: World): Code {
  const { has } = world
  const value = form.get('code')
  if (value === undefined) throw invalidRequest('code is missing')
  const code = world.codes.get(value)
  if (!code) throw invalidGrant('the code is not known')
  if (code.client !== client && !has('code-of-any-client')) throw invalidGrant('the code is of another client')
  if (code.used && !has('code-again')) {
    code.grant.ended = true
    throw invalidGrant('the code was used')
  }
  if (code.expires <= world.now()) throw invalidGrant('the code has expired')
  return code
}

async function byCode(form: Form, client: OtherClient, binding: Binding, world: World): Promise<Basis> {
  const { has } = world
  const code = takeCode(form, client, world)
  // A server that is about to look the code up elsewhere, and lets others in meanwhile.
  if (has('code-race')) await new Promise((resolve) => setTimeout(resolve, 30))
  const pushedUri = code.params.get('redirect_uri')
  const told = form.get('redirect_uri')
  const wrongUri = told === undefined ? !has('token-redirect-uri-optional') : told !== pushedUri
  if (pushedUri !== undefined && wrongUri && !has('token-redirect-uri-unchecked'))
    throw told === undefined ? invalidRequest('redirect_uri is missing') : invalidGrant('redirect_uri is another')
  checkVerifier(form, code, world)
  if (code.jkt !== null && binding.jkt !== code.jkt) throw invalidGrant('the code is bound to another key')
  code.used = true
  return {
    ...{ client, sub: code.sub, scope: code.scope, authTime: code.authTime, grant: code.grant, ...binding },
    nonce: code.params.get('nonce') ?? null,
  }
}

async function byRefresh(form: Form, client: OtherClient, binding: Binding, world: World): Promise<[Basis, Token]> {
  const { has } = world
  const value = form.get('refresh_token')
  if (value === undefined) throw invalidRequest('refresh_token is missing')
  const token = await findToken(value, 'refresh', world)
  if (!token) throw invalidGrant('the refresh token is not known')
  if (token.client !== client && !has('refresh-of-any-client')) throw invalidGrant('it is of another client')
  const asked = form.get('scope')
  const grown = asked?.split(' ').some((one) => !token.scope.split(' ').includes(one))
  if (grown && !has('refresh-scope-grows')) throw new Refusal('invalid_scope', 'more than was granted')
  return [{ ...token, ...binding, scope: asked ?? token.scope }, token]
}

function byCredentials(form: Form, client: OtherClient, binding: Binding): Basis {
  const scope = form.get('scope') ?? 'accounts'
  if (scope.split(' ').some((one) => !SCOPES.includes(one) || one === 'openid'))
    throw new Refusal('invalid_scope', 'a scope is unknown')
  return { client, sub: client.id, scope, authTime: 0, nonce: null, grant: { ended: false }, ...binding }
}

async function respond(basis: Basis, world: World, old: Token | null, refreshable: boolean): Promise<Reply> {
  const { choices, has } = world
  const access = await issueAccess(basis, world)
  const { refresh } = choices
  const fresh = refreshable && refresh !== 'none' && (old === null || refresh === 'rotated')
  if (fresh && old) old.revoked = true
  const refreshValue = fresh ? issueRefresh(basis, world).value : refresh === 'repeated' ? old?.value : undefined
  const openid = refreshable && basis.scope.split(' ').includes('openid')
  const type = basis.jkt === null || has('token-type-bearer') ? 'Bearer' : choices.tokenType
  return json(world, has('token-answers-201') ? 201 : 200, {
    ...{ access_token: access.value, token_type: type },
    ...(choices.expiresInResponse ? { expires_in: choices.accessTokenTtlS } : {}),
    ...(refreshValue === undefined ? {} : { refresh_token: refreshValue }),
    ...(choices.scopeInResponse ? { scope: basis.scope } : {}),
    ...(openid ? { id_token: await idToken(basis, access.value, world, old !== null) } : {}),
  })
}

async function issue(call: Call, world: World): Promise<Reply> {
  const { has } = world
  const form = formOf(call)
  const client = await authenticate(call, form, world)
  const grantType = form.get('grant_type')
  if (grantType === undefined) throw invalidRequest('grant_type is missing')
  if (has('password-grant') && grantType === 'password' && form.get('password') === world.credentials.password) {
    const binding = await bindingOf(call, client, world)
    return respond({ ...byCredentials(new Map(), client, binding), sub: 'u' }, world, null, true)
  }
  if (!['authorization_code', 'refresh_token', 'client_credentials'].includes(grantType))
    throw new Refusal('unsupported_grant_type', 'the grant type is unknown')
  const binding = await bindingOf(call, client, world)
  if (grantType === 'authorization_code') return respond(await byCode(form, client, binding, world), world, null, true)
  if (grantType === 'client_credentials') return respond(byCredentials(form, client, binding), world, null, false)
  const [basis, old] = await byRefresh(form, client, binding, world)
  return respond(basis, world, old, true)
}

/** The token endpoint. */
export async function token(call: Call, world: World): Promise<Reply> {
  if (call.method !== 'POST') return { status: 405, headers: [['Allow', 'POST']] }
  try {
    return await issue(call, world)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    if (world.has('errors-with-200')) return json(world, 200, { error: error.code, error_description: error.message })
    if (world.has('token-crashes') && error.code === 'invalid_request') throw new Error('crash')
    return errorReply(world, error)
  }
}
