import { paths } from './endpoints.ts'
import { errorPage } from './errorPage.ts'
import type { Context, Middleware } from './koa.ts'
import { Refusal } from './refusal.ts'
import type { Site } from './site.ts'

/** Renders refusals of the endpoints that clients call (RFC 6749 section 5.2) and applies the defects of errors. */
export function clientErrors(site: Site): Middleware {
  const { strict } = site
  return async (ctx, next) => {
    try {
      await next()
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      ctx.status = error.status
      for (const [name, value] of error.headers) ctx.set(name, value)
      ctx.body = { error: error.code, error_description: sayable(error.message) }
    }
    ctx.set('cache-control', 'no-store')
    sayLibraryErrors(ctx)
    if (ctx.path === paths.par) shapePushResponse(ctx, site)
    if (ctx.path === paths.token) shapeTokenAnswer(ctx, site)
    if (ctx.path === paths.introspection && ctx.status === 401 && !strict('introspection-credentials')) ctx.status = 400
  }
}

/** Renders refusals of the authorization endpoint as pages; nobody is redirected. */
export function pageErrors(): Middleware {
  return async (ctx, next) => {
    try {
      await next()
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      ctx.status = error.status
      errorPage(ctx, error.code, sayable(error.message))
    }
  }
}

/** The library's own descriptions do not always keep to the allowed characters. */
function sayLibraryErrors(ctx: Context): void {
  const body = ctx.body as { error?: unknown; error_description?: unknown } | null
  if (ctx.status < 400 || typeof body !== 'object' || typeof body?.error_description !== 'string') return
  ctx.body = { ...body, error_description: sayable(body.error_description) }
}

function shapePushResponse(ctx: Context, { strict }: Site): void {
  if (!strict('par-cache')) ctx.set('cache-control', 'max-age=60')
  if (ctx.status >= 400 && !strict('par-error-format')) {
    ctx.type = 'text/plain'
    ctx.body = 'bad request'
  }
}

function shapeTokenAnswer(ctx: Context, { strict }: Site): void {
  if (!strict('token-cache')) ctx.set('cache-control', 'max-age=60')
  if (ctx.status >= 400 && !strict('token-status')) ctx.status = 403
}

/** RFC 6749 section 5.2: printable ASCII without quotes and backslashes. */
function sayable(text: string): string {
  return text.replaceAll('"', "'").replace(/[^\x20-\x7e]|\\/g, '?')
}
