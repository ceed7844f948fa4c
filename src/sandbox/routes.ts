import { adminRoutes } from './adminApi.ts'
import { memberTwice } from './answerFault.ts'
import { apiRoutes } from './apiRoutes.ts'
import { authenticateClient } from './authenticateClient.ts'
import { authorization } from './authorization.ts'
import { bindTokens } from './bindTokens.ts'
import { callOf } from './call.ts'
import { certificateOnly } from './certificateOnly.ts'
import { compose } from './compose.ts'
import { paths } from './endpoints.ts'
import { type Form, formValue } from './form.ts'
import { formScript } from './interactionForms.ts'
import { interactions } from './interactions.ts'
import { introspectionJwt } from './introspectionJwt.ts'
import type { Context, Middleware } from './koa.ts'
import { metadata } from './metadata.ts'
import { pageHeaders } from './pageHeaders.ts'
import { protect } from './protect.ts'
import { pushedRequest } from './pushedRequest.ts'
import { invalidRequest } from './refusal.ts'
import { clientErrors, pageErrors } from './serverErrors.ts'
import { serverKeys } from './serverKeys.ts'
import type { Site } from './site.ts'
import { introspection, revocation } from './tokenManagement.ts'
import { tokenRequest } from './tokenRequest.ts'
import { userinfo } from './userinfo.ts'

/** One path of the sandbox. */
export interface Route {
  readonly methods: readonly string[]
  readonly handle: Middleware
  /** Only served on the issuer's host: browsers are not asked for certificates. */
  readonly browser?: true
  /** `x-fapi-interaction-id` comes back on every answer, whatever it is. */
  readonly interactionId?: boolean
  /** The header that tells the version of the API, too. */
  readonly versioned?: boolean
}

/** The route of a path, matched exactly; undefined if there is none. */
export function createRoutes(site: Site): (path: string) => Route | undefined {
  const { strict } = site
  const document = metadata(site)
  const oauthDocument = strict('metadata-disagrees') ? document : { ...document, response_modes_supported: ['query'] }
  const keys = serverKeys(site)
  const toLibrary: Middleware = (_ctx, next) => next()
  const back = compose(clientErrors(site), certificateOnly(site), formBody)
  const interactionId = site.dialect.interactionIdEverywhere === true && strict('server-interaction')
  const pages = compose(pageHeaders(site), pageErrors())
  const api = apiRoutes(site)
  const admin = adminRoutes(site)
  const routes = new Map<string, Route>()
  routes.set(paths.openidMetadata, {
    methods: ['GET', 'HEAD'],
    handle: json(strict('metadata-openid') ? document : null, site),
  })
  routes.set(paths.oauthMetadata, {
    methods: ['GET', 'HEAD'],
    handle: json(strict('metadata-oauth') ? oauthDocument : null, site),
  })
  routes.set(paths.jwks, {
    methods: ['GET', 'HEAD'],
    handle: (ctx, next) => json(keysNow(site, keys), site)(ctx, next),
  })
  routes.set(paths.par, {
    interactionId,
    methods: strict('par-method') ? ['POST'] : ['POST', 'PUT', 'GET'],
    handle: compose(
      back,
      strict('par-query') ? asPost : compose(queryToo, asPost),
      authenticateClient(site, () => 'par-client-auth'),
      pushedRequest(site),
      toLibrary,
    ),
  })
  routes.set(paths.token, {
    interactionId,
    methods: strict('token-method') ? ['POST'] : ['POST', 'GET'],
    handle: compose(
      back,
      asPost,
      authenticateClient(site, tokenAuthRule),
      bindTokens(site),
      tokenRequest(site),
      toLibrary,
    ),
  })
  routes.set(paths.introspection, {
    interactionId,
    methods: ['POST'],
    handle: compose(back, authenticateClient(site, introspectionAuthRule), introspection(site), toLibrary),
  })
  routes.set(paths.revocation, {
    interactionId,
    methods: ['POST'],
    handle: compose(
      back,
      authenticateClient(site, () => 'revocation-client-auth'),
      revocation(site),
      toLibrary,
    ),
  })
  routes.set(paths.userinfo, {
    methods: ['GET', 'POST'],
    handle: protect(site, { scopes: ['openid'], user: true }, userinfo(site)),
    interactionId: true,
  })
  routes.set(paths.authorization, {
    methods: strict('authorize-cors') ? ['GET', 'POST'] : ['GET', 'POST', 'OPTIONS'],
    handle: compose(pages, authorization(site), toLibrary),
    browser: true,
  })
  routes.set('/interaction.js', { methods: ['GET'], handle: script, browser: true })
  const resume: Route = {
    methods: strict('redirect-307') && strict('redirect-307-cancel') ? ['GET'] : ['GET', 'POST'],
    handle: compose(pages, authorization(site), toLibrary),
    browser: true,
  }
  const interaction: Route = { methods: ['GET', 'POST'], handle: compose(pages, interactions(site)), browser: true }
  return (path) => {
    if (/^\/authorize\/[\w-]+$/.test(path)) return resume
    if (/^\/interaction\/[\w-]+$/.test(path)) return interaction
    if (path === '/interaction' && !strict('page-csrf')) return interaction
    return (
      routes.get(strict('metadata-other-issuer') ? path : withoutIssuerPath(path)) ??
      api(path) ??
      site.directory?.routes(path) ??
      admin(path)
    )
  }
}

const introspectionAuthRule = (ctx: Context) =>
  ctx.get('accept').includes(introspectionJwt) ? 'introspection-jwt-unauthenticated' : 'introspection-client-auth'

function tokenAuthRule(ctx: Context) {
  const grantType = formValue(callOf(ctx).form, 'grant_type')
  return grantType === 'refresh_token' ? ('refresh-client-auth' as const) : ('token-client-auth' as const)
}

/** RFC 6749 section 3.2, RFC 9126 section 2: parameters are form-encoded. */
async function formBody(ctx: Context, next: () => Promise<void>): Promise<void> {
  const type = ctx.get('content-type')
  if (ctx.method === 'POST' && type !== '' && !type.toLowerCase().startsWith('application/x-www-form-urlencoded')) {
    throw invalidRequest(`"content-type": expected application/x-www-form-urlencoded, seen ${type}`)
  }
  await next()
}

/** Moves the parameters of the query into the form. */
function takeQuery(ctx: Context): void {
  const call = callOf(ctx)
  const query: Form = [...new URLSearchParams(ctx.url.split('?')[1] ?? '')]
  call.form = [...call.form, ...query]
  ctx.url = ctx.path
}

/** Defect: another method is served as if it were POST, with the parameters of the query. */
async function asPost(ctx: Context, next: () => Promise<void>): Promise<void> {
  if (ctx.method !== 'POST') {
    takeQuery(ctx)
    ctx.method = 'POST'
  }
  await next()
}

/** Defect: parameters are taken from the query of a POST, too. */
async function queryToo(ctx: Context, next: () => Promise<void>): Promise<void> {
  takeQuery(ctx)
  await next()
}

/** Defect: the path of an issuer is not looked at, so every issuer of this host has the same metadata. */
function withoutIssuerPath(path: string): string {
  if (path.startsWith(paths.oauthMetadata)) return paths.oauthMetadata
  return path.endsWith(paths.openidMetadata) ? paths.openidMetadata : path
}

/** The key set as of now: keys may have been rotated. */
const keysNow = ({ lifecycle }: Site, before: ReturnType<typeof serverKeys>): ReturnType<typeof serverKeys> =>
  lifecycle === null ? before : { keys: lifecycle.published(before.keys) }

function json(document: Readonly<Record<string, unknown>> | null, site: Site): Middleware {
  return async (ctx) => {
    if (document === null) {
      ctx.status = 404
      ctx.body = { error: 'not_found' }
      return
    }
    const isKeySet = ctx.path === paths.jwks
    ctx.status = isKeySet || site.strict('metadata-status') ? 200 : 203
    ctx.body = isKeySet || site.strict('metadata-member-twice') ? JSON.stringify(document) : memberTwice(document)
    ctx.type = isKeySet || site.strict('metadata-content-type') ? 'application/json' : 'text/plain'
  }
}

async function script(ctx: Context): Promise<void> {
  ctx.status = 200
  ctx.type = 'text/javascript'
  ctx.body = formScript
}
