import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { recordRun } from '../../src/evidence/recordRun.ts'
import { sampleRun } from '../support/sampleRun.ts'
import { LOW_CONTRAST } from './contrast.ts'
import { openAll, type Reader, startReader } from './reader.ts'

const run = recordRun(sampleRun())

let reader: Reader
beforeAll(async () => {
  reader = await startReader()
})
afterAll(() => reader.close())
const open: Reader['open'] = (recorded, options) => reader.open(recorded, options)

describe('reading', () => {
  it('needs no script: everything is there and the filter is not', async () => {
    const { page } = await open(run, { javaScriptEnabled: false })
    expect(await page.locator('#tools').isVisible()).toBe(false)
    await page.locator('#warn summary').first().click()
    expect(await page.locator('#warn .findings').first().isVisible()).toBe(true)
  })

  it('can be filtered, with the number of hits told to screen readers', async () => {
    const { page } = await open(run)
    await page.getByLabel('Filter by case').fill('RFC6750-3.1-a warn')
    expect(await page.locator('.card:visible').count()).toBe(1)
    expect(await page.locator('[aria-live]').innerText()).toMatch(/^2 of \d+ entries match$/)
    await page.getByLabel('Filter by case').fill('')
    expect(await page.locator('.card:visible').count()).toBe(5)
    await page.getByRole('button', { name: 'Open all' }).click()
    expect(await page.locator('main details:not([open])').count()).toBe(0)
  })

  it('opens what a link points to', async () => {
    const { page } = await open(run)
    await page.locator('#coverage .spec').first().locator('summary').click()
    await page
      .locator('#coverage a[href*="par-expires-in"]')
      .first()
      .evaluate((link) => link.click())
    await expect
      .poll(() => page.locator('details.pass[open] summary').innerText())
      .toContain('par-expires-in-below-600')
  })

  it('has landmarks, one h1, no level left out, names on everything that takes focus, and headed tables', async () => {
    const { page } = await open(run)
    await openAll(page)
    expect(await page.locator('html').getAttribute('lang')).toBe('en')
    for (const role of ['banner', 'navigation', 'main', 'contentinfo', 'search'] as const)
      expect(await page.getByRole(role).count(), role).toBe(1)
    const levels = await page
      .locator('h1, h2, h3, h4, h5')
      .evaluateAll((all) => all.map((heading) => Number(heading.tagName.slice(1))))
    expect(levels.filter((level) => level === 1)).toEqual([1])
    for (const [index, level] of levels.entries())
      expect(level - (levels[index - 1] ?? 1), `heading ${index}`).toBeLessThanOrEqual(1)
    const unnamed = await page.evaluate<
      string[]
    >(`[...document.querySelectorAll('a[href]:not([tabindex="-1"]), button, summary, input, [tabindex="0"]')]
      .filter((element) => (element.textContent + (element.getAttribute('aria-label') ?? '') + (element.labels?.[0]?.textContent ?? '')).trim() === '')
      .map(({ outerHTML }) => outerHTML)`)
    expect(unnamed).toEqual([])
    const tables = await page
      .locator('table')
      .evaluateAll(
        (all) =>
          all.filter(
            (table) =>
              table.querySelector('caption') === null || table.querySelectorAll('thead th[scope=col]').length === 0,
          ).length,
      )
    expect(tables).toBe(0)
  })

  it('goes through with the keyboard: skip link, navigation, tools, first card', async () => {
    const { page } = await open(run)
    const focused = (): Promise<string> =>
      page.evaluate<string>("document.activeElement.tagName + ' ' + document.activeElement.textContent.slice(0, 30)")
    await page.keyboard.press('Tab')
    expect(await focused()).toBe('A Skip to the result')
    expect(await page.locator('.skip').evaluate((link) => link.getBoundingClientRect().top)).toBeGreaterThanOrEqual(0)
    await page.keyboard.press('Enter')
    expect(await page.evaluate('document.activeElement.id')).toBe('main')
    const seen: string[] = []
    for (let i = 0; i < 14; i++) {
      await page.keyboard.press('Tab')
      seen.push(await focused())
      expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).not.toBe('none')
    }
    expect(seen[0]).toContain('2✕Failures')
    expect(seen.findIndex((text) => text.startsWith('INPUT'))).toBeLessThan(
      seen.findIndex((text) => text.startsWith('SUMMARY')),
    )
  })

  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 400],
    ['dark', 320],
  ] as const)('%s at %i px: enough contrast everywhere and no scrolling sideways', async (colorScheme, width) => {
    const { page } = await open(run, { colorScheme, viewport: { width, height: 900 } })
    await openAll(page)
    expect(await page.evaluate<string[]>(LOW_CONTRAST)).toEqual([])
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
  })

  it('prints without navigation and with the failures open', async () => {
    const { page } = await open(run)
    await page.emulateMedia({ media: 'print' })
    expect(await page.getByRole('navigation').isVisible()).toBe(false)
    await page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(await page.locator('#warn details.card:not([open])').count()).toBe(0)
    expect((await page.pdf()).length).toBeGreaterThan(10_000)
  })
})
