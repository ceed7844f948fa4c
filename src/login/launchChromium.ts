import type { Browser } from 'playwright-core'

export interface LaunchOptions {
  /** Null: the browser that Playwright installed. */
  readonly executablePath: string | null
  /** Chromium's own sandbox; it does not start as root and in many containers. */
  readonly sandbox: boolean
}

const QUIET = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Frames and workers of other sites stay in the page's process, so that their requests are seen by the gate of the page. */
const ONE_PROCESS = ['--disable-site-isolation-trials', '--disable-features=IsolateOrigins,site-per-process']

/**
 * A proxy that does not exist: whatever the gate does not answer reaches nobody, loopback included. Thus no request of a page
 * bypasses the wire, and there is nothing for which certificates could be ignored.
 */
const NOWHERE = { server: 'http://127.0.0.1:1', bypass: '<-loopback>' }

/**
 * Starts a headless Chromium that can open no connection of its own.
 * @throws Error with the remedy if there is no browser or it does not start
 */
export async function launchChromium({ executablePath, sandbox }: LaunchOptions): Promise<Browser> {
  const { chromium } = await import('playwright-core')
  try {
    return await chromium.launch({
      headless: true,
      chromiumSandbox: sandbox,
      proxy: NOWHERE,
      args: [...QUIET, ...ONE_PROCESS],
      // An interrupt is for the caller to handle: Playwright's own handlers would end the process.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      ...(executablePath === null ? {} : { executablePath }),
    })
  } catch (cause) {
    const reason = (cause instanceof Error ? cause.message : String(cause)).split('\n')[0] ?? ''
    const browser = executablePath === null ? "Playwright's own Chromium" : `"${executablePath}"`
    throw new Error(`${browser} did not start (${reason}); install Chromium, or use "driver: http" in "login"`, {
      cause,
    })
  }
}
