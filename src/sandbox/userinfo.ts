import { presentBody } from './body.ts'
import type { Context, Next } from './koa.ts'
import type { Site } from './site.ts'

/** UserInfo (OpenID Connect Core section 5.3) for a request that `protect` has let pass. */
export function userinfo(site: Site) {
  return async (ctx: Context, next: Next, access: { id: string }): Promise<void> => {
    // Proof and binding are done with; the library only sees a plain token.
    ctx.req.headers.authorization = `Bearer ${access.id}`
    delete ctx.req.headers.dpop
    if (ctx.method === 'POST') presentBody(ctx, '')
    await next()
    const body = ctx.body
    if (ctx.status === 200 && typeof body === 'object' && body !== null && !site.strict('userinfo-sub')) {
      ctx.body = { ...body, sub: 'somebody-else' }
    }
  }
}
