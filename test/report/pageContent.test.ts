import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { recordRun } from '../../src/evidence/recordRun.ts'
import type { RecordedRun } from '../../src/evidence/types.ts'
import { htmlReport } from '../../src/report/html/page.ts'
import { sampleRun } from '../support/sampleRun.ts'
import { withHostileText } from './hostile.ts'
import { openAll, type Reader, startReader } from './reader.ts'

/** One transparent pixel. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
)
const screenshots = [
  { caseId: 'par-assertion-without-sub', variant: 'private_key_jwt+dpop+openid', step: 'authorize', png },
]
const raw = sampleRun()
const run = recordRun({ ...raw, screenshots })

let reader: Reader
beforeAll(async () => {
  reader = await startReader()
})
afterAll(() => reader.close())
const open: Reader['open'] = (recorded, options) => reader.open(recorded, options)

describe('content', () => {
  it('has the result first, then what failed with what was sent and what came back', async () => {
    const { page, requests, errors } = await open(run)
    expect(requests()).toEqual([])
    expect(errors).toEqual([])
    expect(await page.title()).toBe('Not conformant: acme-bank, fapi2-security-profile')
    expect(await page.locator('main h1').innerText()).toContain('Not conformant')
    expect(await page.locator('main h2').allInnerTexts()).toEqual([
      'What failed',
      'Failures (2)',
      'Could not be tested (1)',
      'Warnings (2)',
      'Coverage',
      'Passed (3)',
      'Not applicable (2)',
      'Timeline',
      'About this run',
    ])
    const card = page.locator('article.card').first()
    const text = await card.innerText()
    for (const part of [
      'Client assertion without "sub"',
      'How to fix',
      'refused with invalid_client',
      'accepted: 201',
      'What was sent',
      'What came back',
      'POST https://as.bank.example/par',
      'What the specification asks for',
      'What an attacker gains',
      'Web attacker',
    ])
      expect(text).toContain(part)
    expect(await card.locator('.change').innerText()).toBe(
      'What the case changes. At the pushed authorization request, in the claims of the client assertion: remove "sub".',
    )
    expect(await card.locator('.gone').innerText()).toMatch(/sub\s*removed by this case/)
    expect(await card.locator('a[href^="https://www.rfc-editor.org/rfc/rfc7523"]').count()).toBe(1)
    expect(await card.locator('.shot img').evaluate((image) => Reflect.get(image, 'naturalWidth'))).toBe(1)
  })

  it('marks what the case changed, by more than colour', async () => {
    const { page } = await open(run)
    const marked = page.locator('article.card').nth(1).locator('mark')
    expect(await marked.allInnerTexts()).toEqual([expect.stringContaining('"jwk"')])
    expect(await marked.locator('xpath=following-sibling::*[1]').innerText()).toBe('changed by this case')
  })

  it('tells one cause of many incomplete cases once, and variants below their case', async () => {
    const { page } = await open(recordRun(sampleRun({ copies: 3, variants: ['v1', 'v2'] })))
    expect(await page.locator('#incomplete article').count()).toBe(1)
    expect(await page.locator('#incomplete .names li').count()).toBe(5)
    expect(await page.locator('#fail article').count()).toBe(2)
    expect(await page.locator('#fail article').first().locator('.same > details > summary').allInnerTexts()).toEqual([
      'The same with v2',
    ])
  })

  it('covers every tested requirement with its cases, and says what was not tested and why', async () => {
    const { page } = await open(run)
    await openAll(page)
    const row = page.locator('#coverage tr', { hasText: 'RFC6750-3.1-a' })
    expect(await row.locator('.badge').innerText()).toContain('Warning')
    expect(await row.locator('.cells a').allInnerTexts()).toEqual(['resource-bearer-scheme'])
    // The same case warns for one requirement and meets the other one.
    expect(await page.locator('#coverage tr', { hasText: 'RFC9449-7-a' }).locator('.badge').innerText()).toContain(
      'Pass',
    )
    expect(await page.locator('#coverage').innerText()).toContain('Addresses authors of profiles, not a system.')
  })

  it('draws a sequence for every case that sent something, with a text of its own', async () => {
    const { page } = await open(run)
    await openAll(page)
    const names = await page.evaluate<string[]>(
      `[...document.querySelectorAll('svg.sequence')].map((svg) => document.getElementById(svg.getAttribute('aria-labelledby')).textContent)`,
    )
    expect(names.length).toBe(run.result.cases.filter(({ exchanges }) => exchanges.length > 0).length)
    expect(names).toContain(
      'Sequence of 1 request: pushed authorization request: POST /par to the authorization server (changed by this case), answer 201.',
    )
    const box = await page.locator('svg.sequence').first().boundingBox()
    expect(box?.height).toBeGreaterThan(60)
  })

  it('draws the run over time with a bar for each case that ran', async () => {
    const { page } = await open(run)
    expect(await page.locator('.timeline a').count()).toBe(5)
    expect(((await page.locator('.timeline path.bar.v-pass').getAttribute('d')) ?? '').match(/M/g)?.length).toBe(3)
    expect(await page.locator('.timeline figcaption').innerText()).toMatch(/^8 cases in .* at most \d+ at a time\.$/)
  })

  it('shows an exchange in full once and no secret at all', async () => {
    const text = htmlReport(run)
    const ids = [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
    expect(new Set(ids).size).toBe(ids.length)
    const secrets = raw.exchanges.flatMap(({ request, response }) =>
      [
        ...`${request.body} ${response?.body} ${JSON.stringify([request.headers, response?.headers])}`.matchAll(
          /(?:code=|code_verifier=|access_token":"|_session=|\.)([\w-]{40,})/g,
        ),
      ].map(([, secret = '']) => secret),
    )
    expect(secrets.length).toBeGreaterThan(50)
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([])
  })
})

describe('hostile texts', () => {
  it('are shown as text in every place and run nothing', async () => {
    const base = sampleRun({ change: withHostileText })
    const [exchange] = base.exchanges
    if (!exchange?.response) throw new Error('the sample has no exchange')
    const evil = `"><img src=x onerror="document.title='owned'"></pre></details><script>document.title='owned'</script>`
    const recorded = recordRun({
      ...base,
      result: {
        ...base.result,
        run: { ...base.result.run, organisation: evil, accommodations: [{ name: evil, reason: evil, origin: 'run' }] },
      },
    })
    const spoiled: RecordedRun = {
      ...recorded,
      exchanges: recorded.exchanges.map((one) => ({
        ...one,
        request: {
          ...one.request,
          url: `https://x/${evil}?${evil}=${evil}`,
          headers: [[evil, evil]] as const,
          method: evil,
        },
        ...(one.response === null
          ? {}
          : { response: { ...one.response, body: evil, headers: [['content-type', evil]] as const } }),
      })),
      suite: {
        ...recorded.suite,
        requirements: recorded.suite.requirements.map((one) => ({
          ...one,
          text: evil,
          url: `javascript:document.title='owned'`,
          spec: evil,
          clause: evil,
          attackers: [{ id: evil, text: evil }],
        })),
        cases: recorded.suite.cases.map((one) => ({ ...one, fix: evil, mutate: { set: { [evil]: evil } } })),
      },
    }
    const { page, errors, requests } = await open(spoiled)
    await openAll(page)
    expect(await page.title()).toBe('Not conformant: acme-bank, fapi2-security-profile')
    expect(await page.locator('main img').count()).toBe(0)
    expect(await page.locator('script').count()).toBe(1)
    expect(await page.locator('a[href^="javascript"]').count()).toBe(0)
    expect({ errors, requests: requests() }).toEqual({ errors: [], requests: [] })
    expect(await page.locator('article.card h3').first().innerText()).toContain('<script>document.title')
  })

  it('could load nothing even if one were not escaped', async () => {
    const { page, errors } = await open(run)
    await page.evaluate(
      `document.body.insertAdjacentHTML('beforeend', '<img src="https://127.0.0.1:1/x.png" onerror="document.title=1">')`,
    )
    await expect.poll(() => errors.join(' ')).toContain('Content Security Policy')
  })
})

describe('size', () => {
  it('stays below 3 MB for 300 cases, even if nearly all of them failed', () => {
    const bad = recordRun(
      sampleRun({
        copies: 30,
        change: (result) => (result.exchanges.length === 0 ? result : { ...result, verdict: 'fail' }),
      }),
    )
    expect(bad.result.cases.length).toBe(300)
    const text = htmlReport(bad)
    expect(text.length).toBeLessThan(3_000_000)
    expect(text).toContain('In exchanges.har:')
  })

  it('is the same text for the same run', () => {
    expect(htmlReport(run)).toBe(htmlReport(run))
  })
})
