/** Where systems keep a Chromium or Chrome; the first one that exists is taken. */
export const CHROMIUM_PLACES: readonly string[] = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
]

/**
 * The browser to start.
 * @param exists whether a file is there, e.g. `existsSync`
 * @returns null if none is found; Playwright's own browser is used then, if it is installed
 */
export function findChromium(
  exists: (path: string) => boolean,
  places: readonly string[] = CHROMIUM_PLACES,
): string | null {
  return places.find((place) => exists(place)) ?? null
}
