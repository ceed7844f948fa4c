import { authorize, interact } from './authorize.ts'
import type { Call, Pairs, Reply } from './http.ts'
import { introspect, revoke } from './management.ts'
import { keys, metadata, PATHS } from './metadata.ts'
import { browserHeaders } from './pages.ts'
import { nextNonce, wantsNonce } from './proof.ts'
import { push } from './push.ts'
import { accounts, userinfo } from './resource.ts'
import { token } from './token.ts'
import type { World } from './world.ts'

type Serve = (call: Call, world: World) => Reply | Promise<Reply>

const notFound: Reply = { status: 404, headers: [['Content-Type', 'text/plain']], body: 'not found' }
const getOnly =
  (serve: (world: World) => Reply): Serve =>
  (call, world) =>
    call.method === 'GET' ? serve(world) : { status: 405, headers: [['Allow', 'GET']] }

const file =
  (type: string, body: string): Serve =>
  (_, world) => ({ status: 200, headers: [['Content-Type', type], ...browserHeaders(world)], body })

function withNonce(serve: Serve, party: 'as' | 'rs'): Serve {
  return async (call, world) => {
    const reply = await serve(call, world)
    if (!wantsNonce(world, party)) return reply
    const nonce: Pairs = [['DPoP-Nonce', nextNonce(world, party)]]
    return { ...reply, headers: [...(reply.headers ?? []), ...nonce] }
  }
}

/** The well-known documents (RFC 8414 section 3.1, OpenID Connect Discovery section 4). */
function wellKnown({ choices, base }: World): Readonly<Record<string, Serve>> {
  return {
    ...(choices.metadataAt === 'oauth' ? {} : { [`${base}/.well-known/openid-configuration`]: getOnly(metadata) }),
    ...(choices.metadataAt === 'openid'
      ? {}
      : { [`/.well-known/oauth-authorization-server${base}`]: getOnly(metadata) }),
  }
}

function table(world: World): Readonly<Record<string, Serve>> {
  const { base } = world
  return {
    ...wellKnown(world),
    [`${base}/keys`]: getOnly(keys),
    [`${base}/as/authorize`]: authorize,
    [`${base}/interact`]: interact,
    [`${base}${PATHS.pushed_authorization_request_endpoint}`]: withNonce(push, 'as'),
    [`${base}${PATHS.token_endpoint}`]: withNonce(token, 'as'),
    [`${base}${PATHS.introspection_endpoint}`]: introspect,
    [`${base}${PATHS.revocation_endpoint}`]: revoke,
    [`${base}${PATHS.userinfo_endpoint}`]: withNonce(userinfo, 'rs'),
    [`${base}/style.css`]: file('text/css', 'main{max-width:30em}'),
    [`${base}/logo.svg`]: file('image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg"/>'),
    [`${base}/on.js`]: file('text/javascript', "document.getElementById('on').submit()"),
    '/open-banking/accounts': withNonce(accounts, 'rs'),
  }
}

/** Sends a request to whoever serves its path. */
export function route(call: Call, world: World): Reply | Promise<Reply> {
  const served = table(world)
  if (world.choices.endpointQuery) call = { ...call, query: call.query.filter(([name]) => name !== 'tenant') }
  const start = `${world.base}/interact/`
  if (call.path.startsWith(start)) return interact(call, world)
  return served[call.path]?.(call, world) ?? notFound
}
