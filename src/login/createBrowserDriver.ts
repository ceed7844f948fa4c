import type { Browser, BrowserContext } from 'playwright-core'
import type { LoginConfig } from '../profile/types.ts'
import { BrowserSession } from './BrowserSession.ts'
import { checkSelectors } from './checkSelectors.ts'
import { launchChromium } from './launchChromium.ts'
import { createLockGuard, type LockGuard } from './passwordGuard.ts'
import { createSlots } from './slots.ts'
import type { LoginDriver, Visit, VisitOutcome } from './types.ts'
import { visitByBrowser } from './visitByBrowser.ts'
import { within } from './within.ts'

export interface BrowserDriverOptions {
  readonly config: LoginConfig
  /** Unix epoch in ms. */
  readonly now: () => number
  /** From `findChromium`; null: the browser that Playwright installed. */
  readonly executablePath: string | null
  /** Chromium's own sandbox; default: on, except for root, for whom it does not start. */
  readonly sandbox?: boolean
  /** Limit of one visit in ms; default 20000. */
  readonly visitTimeoutMs?: number
  /** Visits at the same time; more of them only slow each other down. Default 4. */
  readonly maxPages?: number
  /** Shared by drivers of the same user, so that they count refused passwords together. */
  readonly lock?: LockGuard
}

const STORE_TIMEOUT_MS = 5_000
/** Scripts that open a window open it in the same one. */
const ONE_WINDOW = `window.open = (url) => { if (url) location.assign(url); return window }`

/**
 * Gets the user through pages that need JavaScript, in a real Chromium that has no network of its own: every request goes
 * through `Visit.send`, so a private CA is trusted exactly as far as the wire trusts it. The browser starts with the first
 * visit; `close` ends it.
 * @throws Error if a selector of `login.steps` or `login.cancel` is not CSS
 */
export function createBrowserDriver(options: BrowserDriverOptions): LoginDriver {
  checkSelectors(options.config)
  const { now, executablePath, config } = options
  const sandbox = options.sandbox ?? process.getuid?.() !== 0
  const lock = options.lock ?? createLockGuard()
  const inSlot = createSlots(options.maxPages ?? 4)
  let started: Promise<Browser> | null = null

  const browser = async (): Promise<Browser> => {
    const running = await started?.catch(() => null)
    if (running?.isConnected() === true) return running
    started = launchChromium({ executablePath, sandbox })
    return started
  }

  const visitInContext = async (visit: Visit): Promise<VisitOutcome> => {
    const { session } = visit
    if (!(session instanceof BrowserSession)) throw new Error('the session was not made by the browser driver')
    let context: BrowserContext
    try {
      context = await (await browser()).newContext({
        serviceWorkers: 'block',
        acceptDownloads: false,
        locale: 'en-US',
        ...(session.state === null ? {} : { storageState: session.state }),
      })
    } catch (cause) {
      const message = cause instanceof Error ? cause.message : String(cause)
      return { kind: 'stuck', message, missed: 'browser', page: null, exchanges: [] }
    }
    try {
      await context.addInitScript(ONE_WINDOW)
      const visitTimeoutMs = options.visitTimeoutMs ?? 20_000
      const outcome = await visitByBrowser(visit, context, { config, now, lock, visitTimeoutMs })
      session.state = await within(STORE_TIMEOUT_MS, context.storageState(), session.state)
      return outcome
    } finally {
      await within(STORE_TIMEOUT_MS, context.close(), undefined)
    }
  }

  return {
    newSession: () => new BrowserSession(),
    visit: (visit) => inSlot(() => visitInContext(visit)),
    close: async () => {
      const running = await started?.catch(() => null)
      started = null
      await running?.close()
    },
  }
}
