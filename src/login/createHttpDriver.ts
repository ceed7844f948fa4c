import type { LoginConfig } from '../profile/types.ts'
import { checkSelectors } from './checkSelectors.ts'
import { forgeConsent } from './forgeConsent.ts'
import { HttpSession } from './HttpSession.ts'
import { createLockGuard, type LockGuard } from './passwordGuard.ts'
import type { LoginDriver } from './types.ts'
import { visitByHttp } from './visitByHttp.ts'

export interface HttpDriverOptions {
  readonly config: LoginConfig
  /** Unix epoch in ms. */
  readonly now: () => number
  /** Limit of one visit in ms; default 60000. */
  readonly visitTimeoutMs?: number
  /** Shared by drivers of the same user, so that they count refused passwords together. */
  readonly lock?: LockGuard
}

/**
 * Gets the user through pages that work without JavaScript: plain forms, links, redirects, and the usual pages that send
 * themselves off. Sends nothing itself: every request goes through `Visit.send`.
 * @throws Error if a selector of `login.steps` or `login.cancel` is not CSS
 */
export function createHttpDriver(options: HttpDriverOptions): LoginDriver {
  checkSelectors(options.config)
  const lock = options.lock ?? createLockGuard()
  const whole = { ...options, lock, visitTimeoutMs: options.visitTimeoutMs ?? 60_000 }
  return {
    newSession: () => new HttpSession(),
    visit: (visit) => visitByHttp(visit, whole),
    forgeConsent: (nextVisit) => forgeConsent(nextVisit, (visit, instead) => visitByHttp(visit, { ...whole, instead })),
    close: async () => {},
  }
}
