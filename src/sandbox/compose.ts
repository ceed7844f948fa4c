import type { Context, Middleware, Next } from './koa.ts'

/** Runs middlewares one inside the other, the first one outermost. */
export function compose(...middlewares: readonly Middleware[]): Middleware {
  return (ctx, next) => step(middlewares, 0, ctx, next)
}

function step(middlewares: readonly Middleware[], index: number, ctx: Context, next: Next): Promise<void> {
  const middleware = middlewares[index]
  return middleware === undefined ? next() : middleware(ctx, () => step(middlewares, index + 1, ctx, next))
}
