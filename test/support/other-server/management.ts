import { errorReply, invalidRequest, json, Refusal } from './answers.ts'
import { authenticate } from './clientAuth.ts'
import type { OtherClient } from './credentials.ts'
import { formOf } from './forms.ts'
import { type Call, header, type Reply } from './http.ts'
import { signedIntrospection } from './signedAnswers.ts'
import { findToken } from './tokens.ts'
import type { Token, World } from './world.ts'

const JWT_TYPE = 'application/token-introspection+jwt'

const guarded = async (world: World, work: () => Promise<Reply>): Promise<Reply> => {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Refusal) return errorReply(world, error)
    throw error
  }
}

/** Whether that caller gets a JWT. */
function wantsJwt(call: Call, { choices, has }: World): boolean {
  if (choices.introspectionJwt === 'none' || has('introspection-jwt-never')) return false
  return choices.introspectionJwt === 'always' || header(call, 'accept')?.includes(JWT_TYPE) === true
}

/** Who asks. @throws Refusal */
function callerOf(call: Call, form: ReadonlyMap<string, string>, world: World): Promise<OtherClient> | OtherClient {
  const claimed = world.credentials.clients.find(({ id }) => id === form.get('client_id'))
  const open = world.has('introspection-jwt-for-anybody') && wantsJwt(call, world) && !form.has('client_assertion')
  return open && claimed ? claimed : authenticate(call, form, world)
}

function describe(token: Token, world: World): Record<string, unknown> {
  const bound = token.jkt === null ? { 'x5t#S256': token.x5t } : { jkt: token.jkt }
  return {
    ...{ active: true, client_id: token.client.id, sub: token.sub, scope: token.scope },
    ...{ iat: token.issued, exp: token.expires, token_type: token.jkt === null ? 'Bearer' : 'DPoP' },
    ...(world.has('introspection-without-cnf') ? {} : { cnf: bound }),
  }
}

/** What the client is told about a text that may be a token. @throws Refusal */
async function membersFor(value: string, client: OtherClient, world: World): Promise<Record<string, unknown>> {
  const { has, tokens } = world
  const token = (await findToken(value, 'access', world)) ?? (await findToken(value, 'refresh', world))
  const known = tokens.get(value)
  if (!token && known && has('introspection-jwt-inactive-talkative'))
    return { ...describe(known, world), active: false }
  if (!token) return { active: false }
  if (token.client === client || has('introspection-of-anybody')) return describe(token, world)
  return { active: false }
}

/** Token introspection (RFC 7662, RFC 9701); clients may ask about their own tokens. */
export const introspect = (call: Call, world: World): Promise<Reply> =>
  guarded(world, async () => {
    const form = formOf(call)
    const client = await callerOf(call, form, world)
    if (world.choices.introspection === 'forbidden')
      return json(world, 403, { error: 'access_denied', error_description: 'resource servers only' })
    const value = form.get('token')
    if (value === undefined) throw invalidRequest('token is missing')
    const members = await membersFor(value, client, world)
    const plain = members.active === false && world.has('introspection-jwt-inactive-plain')
    if (!wantsJwt(call, world) || plain) return json(world, 200, members)
    const reply = signedIntrospection(world, client.id, members)
    const token = world.tokens.get(value)
    if (token && world.has('introspection-jwt-as-token'))
      // The proof that comes along is for the text that was sent.
      world.tokens.set(reply.body ?? '', { ...token, value: reply.body ?? '' })
    return reply
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
