import { createHash } from 'node:crypto'
import type { Context, Middleware } from './koa.ts'
import { pageStyle } from './page.ts'
import type { Site } from './site.ts'

const styleHash = createHash('sha256').update(pageStyle).digest('base64')
// No form-action: browsers apply it to redirects after the form as well, and those lead to the client.
const policy = [
  "default-src 'none'",
  `style-src 'sha256-${styleHash}'`,
  "script-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
]

/** Headers of everything that a browser is shown: RFC 9700 sections 4.2.4 and 4.16, no caching. */
export function pageHeaders(site: Site): Middleware {
  return async (ctx, next) => {
    await next()
    ctx.set('cache-control', 'no-store')
    ctx.set('x-content-type-options', 'nosniff')
    if (site.strict('page-referrer')) ctx.set('referrer-policy', 'no-referrer')
    protectFromFrames(ctx, site)
  }
}

function protectFromFrames(ctx: Context, site: Site): void {
  const framed = site.strict('page-frame')
  ctx.set('content-security-policy', [...policy, ...(framed ? ["frame-ancestors 'none'"] : [])].join('; '))
  if (framed) ctx.set('x-frame-options', 'DENY')
}
