import type { Browser } from 'playwright-core'
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
/** What starting, pictures and tidying up may take beyond the visit itself. */
const HANG_MS = 45_000
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
  const visitTimeoutMs = options.visitTimeoutMs ?? 20_000
  let started: Promise<Browser> | null = null

  /** One browser for all visits, also for those that begin at the same time; a new one after a crash. */
  const browser = (): Promise<Browser> => {
    if (started !== null) return started
    const launched = launchChromium({ executablePath, sandbox })
    const forget = (): void => {
      if (started === launched) started = null
    }
    launched.then((running) => running.on('disconnected', forget), forget)
    started = launched
    return launched
  }

  const visitInContext = async (visit: Visit, session: BrowserSession): Promise<VisitOutcome> => {
    const context = await (await browser()).newContext({
      serviceWorkers: 'block',
      acceptDownloads: false,
      locale: 'en-US',
      ...(session.state === null ? {} : { storageState: session.state }),
    })
    try {
      await context.addInitScript(ONE_WINDOW)
      const outcome = await visitByBrowser(visit, context, { config, now, lock, visitTimeoutMs })
      session.state = await within(STORE_TIMEOUT_MS, context.storageState(), session.state)
      return outcome
    } finally {
      await within(STORE_TIMEOUT_MS, context.close(), undefined)
    }
  }

  /** A browser that does not start, crashes or hangs ends the visit and not the run. */
  const visitSafely = (visit: Visit): Promise<VisitOutcome> => {
    const { session } = visit
    if (!(session instanceof BrowserSession)) throw new Error('the session was not made by the browser driver')
    const failed = (message: string): VisitOutcome => ({
      kind: 'stuck',
      message,
      missed: 'browser',
      page: null,
      exchanges: [],
    })
    const visited = visitInContext(visit, session).catch((cause: unknown) =>
      failed((cause instanceof Error ? cause.message : String(cause)).split('\n')[0] ?? ''),
    )
    return within(visitTimeoutMs + HANG_MS, visited, failed('the browser does not react any more'))
  }

  return {
    newSession: () => new BrowserSession(),
    visit: (visit) => inSlot(() => visitSafely(visit)),
    close: async () => {
      const running = await started?.catch(() => null)
      started = null
      await running?.close()
    },
  }
}
