import type { BrowserContext } from 'playwright-core'
import type { Session } from './types.ts'

export type StorageState = Awaited<ReturnType<BrowserContext['storageState']>>

/** Cookies and local storage of one user of the browser driver, between visits. */
export class BrowserSession implements Session {
  state: StorageState | null

  constructor(state: StorageState | null = null) {
    this.state = state
  }

  /** A deep copy: what either of the two stores later is not seen by the other. */
  clone(): BrowserSession {
    return new BrowserSession(structuredClone(this.state))
  }
}
