import type { Context } from './koa.ts'
import type { Site } from './site.ts'

/** True for requests at the host that asks for no client certificates, although there is one that does (RFC 8705 section 5). */
export const isBesideAlias = (ctx: Context, { mtlsOrigin }: Pick<Site, 'mtlsOrigin'>): boolean =>
  !ctx.href.startsWith(`${mtlsOrigin}/`)
