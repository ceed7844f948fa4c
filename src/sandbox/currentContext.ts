import Provider from 'oidc-provider'
import { type Call, callOf } from './call.ts'
import type { LibraryContext } from './koa.ts'

/** The request that the library is working on right now; undefined outside its endpoints. */
export function currentContext(): LibraryContext | undefined {
  return Provider.ctx as LibraryContext | undefined
}

/** The sandbox's own state of that request. */
export function currentCall(): Call | undefined {
  const ctx = currentContext()
  return ctx === undefined ? undefined : callOf(ctx)
}
