import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { createHttpDriver } from '../login/createHttpDriver.ts'
import { CHROMIUM_PLACES, findChromium } from '../login/findChromium.ts'
import type { LoginDriver } from '../login/types.ts'
import type { LoginConfig } from '../profile/types.ts'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** Places of a Chromium on this machine: the usual ones, then those on the PATH. */
function chromiumPlaces(path: string): readonly string[] {
  const folders = path.split(delimiter).filter((folder) => folder !== '')
  return [...CHROMIUM_PLACES, ...NAMES.flatMap((name) => folders.map((folder) => join(folder, name)))]
}

/** The driver that a target's `login:` asks for; the browser library is loaded only for `driver: browser`. */
export async function makeLogin(
  config: LoginConfig,
  env: Readonly<Record<string, string | undefined>>,
): Promise<LoginDriver> {
  if (config.driver === 'http') return createHttpDriver({ config, now: Date.now })
  const { createBrowserDriver } = await import('../login/createBrowserDriver.ts')
  const executablePath = findChromium(existsSync, chromiumPlaces(env.PATH ?? ''))
  return createBrowserDriver({ config, now: Date.now, executablePath })
}
