import { randomUUID } from 'node:crypto'
import { Challenge, challengeHeaders, MissingToken } from './challenge.ts'
import { guard, type TokenNeed } from './guard.ts'
import type { Context, Middleware, Next } from './koa.ts'
import type { Site } from './site.ts'
import type { Entity } from './store.ts'

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** `x-fapi-interaction-id` comes back on every answer, whatever it is. */
export function giveInteractionId(ctx: Context): void {
  const id = ctx.get('x-fapi-interaction-id')
  ctx.set('x-fapi-interaction-id', uuid.test(id) ? id : randomUUID())
}

/** Asks for a fitting access token before `answer` runs; refusals become challenges, nonces are handed out. */
export function protect(
  site: Site,
  need: TokenNeed,
  answer: (ctx: Context, next: Next, access: { id: string; token: Entity }) => Promise<void>,
): Middleware {
  return async (ctx, next) => {
    if (site.nonces.rs !== null) ctx.set('dpop-nonce', site.nonces.rs.current())
    try {
      await answer(ctx, next, await guard(ctx, site, need))
    } catch (error) {
      if (!(error instanceof Challenge || error instanceof MissingToken)) throw error
      refuse(ctx, site, error)
    }
    const cacheable = site.nonces.rs !== null && !site.strict('rs-nonce-cache')
    ctx.set('cache-control', cacheable ? 'max-age=60' : 'no-store')
  }
}

function refuse(ctx: Context, site: Site, error: Challenge | MissingToken): void {
  if (error instanceof Challenge && error.code === 'insufficient_scope' && !site.strict('api-scope-hidden')) {
    ctx.status = 404
    ctx.body = { error: 'not_found' }
    return
  }
  ctx.status = error instanceof Challenge ? error.status : 401
  const headers = challengeHeaders(error, site.issuer, site.strict)
  if (headers.length > 0) ctx.set('www-authenticate', headers)
  if (error instanceof Challenge) {
    if (error.code === 'use_dpop_nonce' && !site.strict('rs-dpop-nonce-header')) ctx.remove('dpop-nonce')
    ctx.body = { error: error.code, error_description: error.message.replaceAll('"', "'") }
  } else {
    ctx.body = { error: 'unauthorized' }
  }
}
