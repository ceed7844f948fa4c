import type { LoginDriver } from './types.ts'

/** A driver whose visits can be made to wait for each other. */
export interface TurnTaking extends LoginDriver {
  /** From now on one visit ends before the next begins. */
  oneAtATime(): void
}

/**
 * Visits run beside each other until `oneAtATime` is called: some servers keep the authorization in progress in the session
 * of the browser, where a second one takes the place of the first.
 */
export function takeTurns(driver: LoginDriver): TurnTaking {
  let waiting: Promise<unknown> | null = null
  const inTurn = <T>(job: () => Promise<T>): Promise<T> => {
    if (waiting === null) return job()
    const turn = waiting.then(job)
    // A visit that throws must not hold up those behind it.
    waiting = turn.catch(() => undefined)
    return turn
  }
  const { forgeConsent } = driver
  return {
    newSession: () => driver.newSession(),
    close: () => driver.close(),
    visit: (visit) => inTurn(() => driver.visit(visit)),
    ...(forgeConsent ? { forgeConsent: (nextVisit) => inTurn(() => forgeConsent.call(driver, nextVisit)) } : {}),
    oneAtATime: () => {
      waiting ??= Promise.resolve()
    },
  }
}
