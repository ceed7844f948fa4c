import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import type { RecordedRun } from '../../src/evidence/types.ts'
import { findChromium } from '../../src/login/findChromium.ts'
import { htmlReport } from '../../src/report/html/page.ts'

export interface OpenReport {
  readonly page: Page
  /** What the page asked for beside itself. */
  readonly requests: () => readonly string[]
  /** Messages of the console and errors of scripts. */
  readonly errors: readonly string[]
}

/** A browser in which reports are opened from a file, as readers do. */
export interface Reader {
  open(run: RecordedRun, options?: BrowserContextOptions): Promise<OpenReport>
  close(): Promise<void>
}

export async function startReader(): Promise<Reader> {
  const folder = await mkdtemp(join(tmpdir(), 'page-'))
  const executablePath = findChromium(existsSync)
  const own = executablePath === null ? {} : { executablePath }
  const browser = await chromium.launch({ ...own, args: ['--no-sandbox', '--disable-gpu'] })
  let drawn = 0
  return {
    async open(run, options = {}) {
      const file = join(folder, `${drawn++}.html`)
      await writeFile(file, htmlReport(run))
      const context = await browser.newContext(options)
      const page = await context.newPage()
      const asked: string[] = []
      const errors: string[] = []
      page.on('request', (request) => asked.push(request.url().slice(0, 40)))
      page.on('console', (message) => errors.push(message.text()))
      page.on('pageerror', (error) => errors.push(error.message))
      await page.goto(pathToFileURL(file).href)
      return { page, errors, requests: () => asked.slice(1).filter((url) => !url.startsWith('data:')) }
    },
    async close() {
      await browser.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Opens all folds. */
export function openAll(page: Page): Promise<void> {
  return page.evaluate('document.querySelectorAll("details").forEach((fold) => { fold.open = true })')
}
