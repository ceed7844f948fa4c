import { callOf } from './call.ts'
import type { Middleware } from './koa.ts'
import { invalidRequest } from './refusal.ts'
import type { Site } from './site.ts'

/** In dialects that want mutual TLS on every call: refuses those without a client certificate. */
export function certificateOnly({ dialect }: Site): Middleware {
  return async (ctx, next) => {
    if (dialect.mtlsOnly && callOf(ctx).certificate === null) throw invalidRequest('a client certificate is required')
    await next()
  }
}
