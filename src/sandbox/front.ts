import { X509Certificate } from 'node:crypto'
import type { TLSSocket } from 'node:tls'
import { giveVersion } from './apiEndpoint.ts'
import { readBody } from './body.ts'
import { createAnswerBreaker } from './breakAnswer.ts'
import type { Call } from './call.ts'
import { paths } from './endpoints.ts'
import type { Context, Middleware } from './koa.ts'
import { giveInteractionId } from './protect.ts'
import { Refusal } from './refusal.ts'
import type { Route } from './routes.ts'
import type { Site } from './site.ts'

/**
 * The outermost layer: takes the request apart, sends it to the route of exactly its path and method, and lets nothing
 * else reach the library, whose own router folds case and slashes.
 */
export function front(site: Site, routeOf: (path: string) => Route | undefined): Middleware {
  const breakAnswer = createAnswerBreaker(site)
  return async (ctx, next) => {
    ctx.set('date', new Date(site.nowS() * 1000).toUTCString())
    // RFC 9325 section 3.2, FAPI 2.0 section 5.2.3 item 1.
    if (site.strict('hsts')) ctx.set('strict-transport-security', 'max-age=31536000; includeSubDomains')
    const origin = originOf(ctx, site)
    if (origin === null) {
      // Otherwise a proof or redirect for somebody else's host would pass for one for this server.
      ctx.status = 421
      ctx.body = { error: 'misdirected_request' }
      return
    }
    const route = routeOf(ctx.path)
    if (route === undefined || (route.browser === true && origin !== site.issuer)) {
      ctx.status = 404
      ctx.body = { error: 'not_found' }
      return
    }
    if (route.interactionId === true) giveInteractionId(ctx)
    if (route.versioned === true) giveVersion(ctx, site)
    if (!route.methods.includes(ctx.method)) {
      ctx.status = 405
      ctx.set('allow', route.methods.join(', '))
      ctx.set('cache-control', 'no-store')
      ctx.body = { error: 'invalid_request', error_description: `the method ${ctx.method} is not served here` }
      return
    }
    try {
      ctx.state.call = await takeApart(ctx, site)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      ctx.status = error.status
      ctx.body = { error: error.code, error_description: error.message }
      return
    }
    await route.handle(ctx, next)
    breakAnswer(ctx)
    // The library opens its endpoints to scripts of any origin; nothing here is meant for those.
    if (!(ctx.path === paths.authorization && !site.strict('authorize-cors'))) dropCors(ctx)
  }
}

/** The origin that the request came in at, null if its Host header names none of ours. */
function originOf(ctx: Context, site: Site): string | null {
  const host = ctx.host.toLowerCase().replace(/^localhost:/, '127.0.0.1:')
  return [site.issuer, site.mtlsOrigin].find((origin) => origin === `https://${host}`) ?? null
}

function dropCors(ctx: Context): void {
  for (const name of ['access-control-allow-origin', 'access-control-expose-headers', 'vary']) ctx.remove(name)
}

async function takeApart(ctx: Context, site: Site): Promise<Call> {
  const socket = ctx.req.socket as TLSSocket
  const bodyText = await readBody(ctx.req)
  const isForm = /^application\/x-www-form-urlencoded\s*(;|$)/i.test(ctx.get('content-type'))
  const form = isForm ? [...new URLSearchParams(bodyText)] : []
  return {
    now: site.nowS(),
    certificate: certificateOf(socket),
    sentMethod: ctx.method,
    bodyText,
    sentForm: form,
    form,
    client: null,
    libraryCertificate: null,
    binding: null,
    overlooked: {},
  }
}

const certificates = new WeakMap<object, X509Certificate | null>()

/** Parsed once per connection; null on the host that does not ask for certificates. */
function certificateOf(socket: TLSSocket): X509Certificate | null {
  let certificate = certificates.get(socket)
  if (certificate === undefined) {
    const raw = socket.getPeerCertificate?.().raw
    certificate = raw === undefined ? null : new X509Certificate(raw)
    certificates.set(socket, certificate)
  }
  return certificate
}
