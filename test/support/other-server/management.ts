import { errorReply, invalidRequest, json, Refusal } from './answers.ts'
import { authenticate } from './clientAuth.ts'
import { formOf } from './forms.ts'
import type { Call, Reply } from './http.ts'
import { findToken } from './tokens.ts'
import type { World } from './world.ts'

const guarded = async (world: World, work: () => Promise<Reply>): Promise<Reply> => {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Refusal) return errorReply(world, error)
    throw error
  }
}

/** Token introspection (RFC 7662); clients may ask about their own tokens. */
export const introspect = (call: Call, world: World): Promise<Reply> =>
  guarded(world, async () => {
    const { has } = world
    const form = formOf(call)
    const client = await authenticate(call, form, world)
    if (world.choices.introspection === 'forbidden')
      return json(world, 403, { error: 'access_denied', error_description: 'resource servers only' })
    const value = form.get('token')
    if (value === undefined) throw invalidRequest('token is missing')
    const token = (await findToken(value, 'access', world)) ?? (await findToken(value, 'refresh', world))
    if (!token || token.client !== client) return json(world, 200, { active: false })
    const bound = token.jkt === null ? { 'x5t#S256': token.x5t } : { jkt: token.jkt }
    return json(world, 200, {
      ...{ active: true, client_id: token.client.id, sub: token.sub, scope: token.scope },
      ...{ iat: token.issued, exp: token.expires, token_type: token.jkt === null ? 'Bearer' : 'DPoP' },
      ...(has('introspection-without-cnf') ? {} : { cnf: bound }),
    })
  })

/** Token revocation (RFC 7009). */
export const revoke = (call: Call, world: World): Promise<Reply> =>
  guarded(world, async () => {
    const { has } = world
    const form = formOf(call)
    const client = has('revocation-by-anybody') ? null : await authenticate(call, form, world)
    const value = form.get('token')
    if (value === undefined) throw invalidRequest('token is missing')
    const token = world.tokens.get(value)
    const hinted = has('revocation-trusts-hint') && form.get('token_type_hint') === 'access_token'
    if (token && (client === null || token.client === client) && !(hinted && token.kind === 'refresh')) {
      token.revoked = true
      token.revokedAt = world.now()
      if (token.kind === 'refresh') token.grant.ended = true
    }
    return { status: 200, headers: [['Cache-Control', 'no-store']] }
  })
