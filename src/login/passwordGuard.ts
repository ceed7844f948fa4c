import type { VisitOutcome } from './types.ts'

/** How often the password may be sent in one visit: a second time only at another origin (federated login). */
export const MOST_SENDS = 2

/**
 * Whether one of the values is the password.
 * @param values decoded values of a form, query or JSON body
 */
export function carriesPassword(values: Iterable<string>, password: string): boolean {
  if (password === '') return false
  for (const value of values) if (value === password) return true
  return false
}

/**
 * Why the password must not go to this URL, null if it may. It may go over https to an origin that the authorization
 * endpoint led to: a page that posts elsewhere is either broken or not the page it seems to be.
 * @param reached origins of the pages of this visit
 */
export function refusesPassword(url: string, reached: ReadonlySet<string>): string | null {
  const target = URL.parse(url)
  if (target?.protocol !== 'https:') return `the password would go to "${url}" without TLS: it was not sent`
  if (reached.has(target.origin)) return null
  return `the password would go to "${target.origin}", which the authorization endpoint did not lead to (it led to ${[...reached].join(', ')}): it was not sent`
}

/**
 * Keeps an account from being locked: after `limit` visits in which the server did not take the password, with no success
 * in between, no further visit sends it. A password that was taken once in the run is right: who asks for it again has
 * lost the login on the way, as servers do that end the session with each authorization, so that much more is allowed.
 */
export interface LockGuard {
  /** Why no password may be sent any more, null if it may. */
  closed(): string | null
  taken(): void
  refused(): void
}

/** Counts how a visit ended that sent the password. */
export function settleLock(lock: LockGuard, sends: number, outcome: VisitOutcome): void {
  if (sends === 0) return
  if (outcome.kind === 'stuck' && outcome.missed === 'login.password') lock.refused()
  else if (outcome.kind === 'callback') lock.taken()
}

const KNOWN_TO_BE_RIGHT = 5

export function createLockGuard(limit = 2): LockGuard {
  let refusals = 0
  let most = limit
  return {
    closed: () =>
      refusals < most
        ? null
        : `the password was refused ${refusals} times in this run; it is not sent again, so that the account is not locked: check "login.username" and "login.password"`,
    taken: () => {
      refusals = 0
      most = limit * KNOWN_TO_BE_RIGHT
    },
    refused: () => {
      refusals += 1
    },
  }
}
