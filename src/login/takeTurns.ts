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
  return {
    newSession: () => driver.newSession(),
    close: () => driver.close(),
    visit: (visit) => {
      if (waiting === null) return driver.visit(visit)
      const turn = waiting.then(() => driver.visit(visit))
      // A visit that throws must not hold up those behind it.
      waiting = turn.catch(() => undefined)
      return turn
    },
    oneAtATime: () => {
      waiting ??= Promise.resolve()
    },
  }
}
