import { existsSync } from 'node:fs'
import { createHttpDriver } from '../login/createHttpDriver.ts'
import { findChromium } from '../login/findChromium.ts'
import type { LoginDriver } from '../login/types.ts'
import type { LoginConfig } from '../profile/types.ts'

/** The driver that the target file names; the browser library itself is loaded with the first visit. */
const drivers: Readonly<Record<LoginConfig['driver'], (config: LoginConfig) => Promise<LoginDriver>>> = {
  http: async (config) => createHttpDriver({ config, now: Date.now }),
  browser: async (config) => {
    const { createBrowserDriver } = await import('../login/createBrowserDriver.ts')
    return createBrowserDriver({ config, now: Date.now, executablePath: findChromium(existsSync) })
  },
}

/** Gets the end user of a target through the pages of its authorization server. */
export const makeLogin = (config: LoginConfig): Promise<LoginDriver> => drivers[config.driver](config)
