import { timingSafeEqual } from 'node:crypto'
import { callOf } from './call.ts'
import type { SandboxClient } from './credentials.ts'
import type { Context } from './koa.ts'
import type { Lifecycle } from './lifecycle.ts'
import type { Route } from './routes.ts'
import type { Jwk } from './signingKeys.ts'
import type { Site } from './site.ts'

interface Request {
  readonly site: Site
  readonly lifecycle: Lifecycle
  readonly body: Readonly<Record<string, unknown>>
  /** The client of the path; null: there is none in it. */
  readonly client: SandboxClient | null
}

/** What an action says if it cannot be done; null: it was done. */
type Action = (request: Request) => Promise<string | null>

const withClient =
  (act: (client: SandboxClient, request: Request) => string | null): Action =>
  async (request) =>
    request.client === null ? 'there is no such client' : act(request.client, request)

/** Actions by method and path; `*` stands for a client_id. */
const actions: Readonly<Record<string, Action>> = {
  'PUT /admin/clients/*/jwks': withClient((client, { lifecycle, body }) => {
    if (!Array.isArray(body.keys)) return '"keys": expected a list of JWKs'
    lifecycle.setKeys(client.id, body.keys as Jwk[])
    return null
  }),
  'PUT /admin/clients/*/certificate': withClient((client, { lifecycle, body }) => {
    if (typeof body.certificate !== 'string') return '"certificate": expected PEM text'
    lifecycle.setCertificate(client, body.certificate)
    return null
  }),
  'POST /admin/clients/*/revoke': withClient((client, { lifecycle }) => {
    lifecycle.setStanding(client.id, 'revoked')
    return null
  }),
  'POST /admin/clients/*/restore': withClient((client, { lifecycle }) => {
    lifecycle.setStanding(client.id, null)
    return null
  }),
  'POST /admin/clients/*/offboard': withClient((client, { lifecycle }) => {
    lifecycle.setStanding(client.id, 'offboarded')
    return null
  }),
  'POST /admin/grants/revoke': async ({ site, lifecycle, body }) => {
    const id = site.tokenForm.idOf(String(body.access_token)) ?? ''
    const grantId = site.store.peek('AccessToken', id)?.grantId
    if (grantId === undefined) return '"access_token": no grant of such a token is known'
    await lifecycle.revokeGrant(site.store, grantId)
    return null
  },
  'POST /admin/keys/rotate': async ({ lifecycle }) => {
    await lifecycle.rotateServerKeys()
    return null
  },
}

function isOperator(ctx: Context, { authorization }: Lifecycle): boolean {
  const [sent, expected] = [Buffer.from(ctx.get('authorization')), Buffer.from(authorization)]
  return sent.length === expected.length && timingSafeEqual(sent, expected)
}

function bodyOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = text === '' ? {} : JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

/**
 * The admin API of a sandbox with drills: what its operator would do. On the same loopback listeners, with a token of its
 * own that is made at start.
 */
export function adminRoutes(site: Site): (path: string) => Route | undefined {
  const { lifecycle } = site
  if (lifecycle === null) return () => undefined
  const clientPath = /^\/admin\/clients\/([^/]+)\/(\w+)$/
  return (path) => {
    const [, id, verb] = clientPath.exec(path) ?? []
    const pattern = id === undefined ? path : `/admin/clients/*/${verb}`
    const methods = ['PUT', 'POST'].filter((method) => actions[`${method} ${pattern}`] !== undefined)
    if (methods.length === 0) return undefined
    return {
      methods,
      handle: async (ctx) => {
        ctx.set('cache-control', 'no-store')
        const client = site.credentials.clients.find((one) => one.id === decodeURIComponent(id ?? '')) ?? null
        const action = actions[`${ctx.method} ${pattern}`]
        const problem = !isOperator(ctx, lifecycle)
          ? 'unauthorized'
          : await action?.({ site, lifecycle, body: bodyOf(callOf(ctx).bodyText), client })
        ctx.status = problem === 'unauthorized' ? 401 : problem ? 400 : 204
        ctx.body = problem ? { error: problem } : null
      },
    }
  }
}
