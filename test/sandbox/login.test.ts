import { createHash, X509Certificate } from 'node:crypto'
import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, describe, expect, it } from 'vitest'
import { type Bench, benches } from './defectHarness.ts'
import type { Walker } from './walker.ts'

const { open } = benches()
const pushed = async (walker: Walker) => walker.authorizeUrl((await walker.par()).json.request_uri)
const csrfOf = (text: string) => /name="csrf" value="([^"]*)"/.exec(text)?.[1] ?? ''

describe('plain forms', () => {
  it('ask for the password once per browser and for consent each time', async () => {
    const walker = await (await open()).walker()
    const titles = async () =>
      (await walker.authorize(await pushed(walker))).steps.flatMap(({ text }) => /<h1>(.*)<\/h1>/.exec(text)?.[1] ?? [])
    expect(await titles()).toEqual(['Sign in to Acme Bank', 'Allow access?'])
    expect(await titles()).toEqual(['Allow access?'])
  })

  it('keep the login of copied cookies, also at the same time', async () => {
    const bench = await open()
    const first = await bench.walker()
    await first.authorize(await pushed(first))
    const copies = await Promise.all(Array.from({ length: 12 }, () => bench.walker()))
    const results = await Promise.all(
      copies.map(async (copy) => {
        for (const [name, cookie] of first.cookies) copy.cookies.set(name, cookie)
        const { callback, steps } = await copy.authorize(await pushed(copy))
        const tokens = await copy.redeem(callback?.searchParams.get('code') ?? '')
        return [tokens.status, steps.some(({ text }) => text.includes('name="password"'))]
      }),
    )
    expect(results).toEqual(copies.map(() => [200, false]))
  })

  it('say so if the password is wrong, and go on with the right one', async () => {
    const walker = await (await open()).walker()
    const start = await walker.browse('GET', await pushed(walker))
    const page = new URL(String(start.headers.location), walker.sandbox.issuer).href
    const csrf = csrfOf((await walker.browse('GET', page)).text)
    const [user] = walker.sandbox.users
    const form = { csrf, action: 'go', username: user?.username ?? '', password: 'wrong' }
    const wrong = await walker.browse('POST', page, form)
    expect(wrong.status).toBe(400)
    expect(wrong.text).toContain('User name or password is wrong.')
    const right = await walker.browse('POST', page, { ...form, password: user?.password ?? '' })
    expect(right).toMatchObject({ status: 303, headers: { location: expect.stringContaining('/authorize/') } })
  })

  it.each(['at login', 'at consent'])('give access_denied with state and iss when cancelled %s', async (when) => {
    const walker = await (await open()).walker()
    if (when === 'at consent') await walker.authorize(await pushed(walker))
    const { callback } = await walker.authorize(await pushed(walker), 'cancel')
    expect(Object.fromEntries(callback?.searchParams ?? [])).toMatchObject({
      error: 'access_denied',
      state: 'a-state',
      iss: walker.sandbox.issuer,
      dummy1: 'lorem',
    })
  })

  it('know a second user', async () => {
    const bench = await open()
    const walker = await bench.walker()
    const [, second] = bench.sandbox.users
    Object.defineProperty(walker, 'sandbox', { value: { ...bench.sandbox, users: [second] } })
    const { json } = await walker.redeem(await walker.code())
    const userinfo = await walker.get('/userinfo', await walker.access(json.access_token, 'GET', '/userinfo'))
    expect(userinfo.json.sub).toBe('sub-user2')
  })

  it('cannot be sent from another browser', async () => {
    const bench = await open()
    const [victim, attacker] = [await bench.walker(), await bench.walker()]
    const start = await attacker.browse('GET', await pushed(attacker))
    const page = new URL(String(start.headers.location), bench.sandbox.issuer).href
    const csrf = csrfOf((await attacker.browse('GET', page)).text)
    expect((await victim.browse('POST', page, { csrf, action: 'go' })).status).toBe(400)
  })

  it('have no script and lead nowhere else', async () => {
    const walker = await (await open()).walker()
    const { steps } = await walker.authorize(await pushed(walker))
    for (const { text } of steps) expect(text).not.toMatch(/<script|https?:\/\//)
  })
})

const browserPath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
)

describe('pages with JavaScript', () => {
  it('hold no form to send without it', async () => {
    const walker = await (await open({ login: 'javascript' })).walker()
    const { callback, steps } = await walker.authorize(await pushed(walker))
    expect(callback).toBeNull()
    expect(steps.at(-1)?.text).toContain('This page needs JavaScript.')
    expect(steps.at(-1)?.text).not.toContain('<form')
  })

  describe.skipIf(browserPath === undefined)('in a browser', () => {
    let launched: Promise<Browser> | undefined
    afterAll(async () => (await launched)?.close())

    /** A page of a browser that takes the sandbox's own key besides the roots it knows, and ignores no other error. */
    const openPage = async (bench: Bench, javaScriptEnabled: boolean) => {
      const key = new X509Certificate(bench.credentials.server.cert).publicKey.export({ type: 'spki', format: 'der' })
      const pin = createHash('sha256').update(key).digest('base64')
      launched ??= chromium.launch({
        ...(browserPath === undefined ? {} : { executablePath: browserPath }),
        args: ['--no-sandbox', `--ignore-certificate-errors-spki-list=${pin}`],
      })
      return (await (await launched).newContext({ javaScriptEnabled })).newPage()
    }

    it.each(['submit', 'cancel'])('work with the button %s', async (button) => {
      const bench = await open({ login: 'javascript' })
      const walker = await bench.walker()
      const [user] = walker.sandbox.users
      const page = await openPage(bench, true)
      const callback = page.waitForRequest((request) => request.url().startsWith('https://127.0.0.1:9999/'))
      await page.goto(await pushed(walker))
      await page.fill('#field-username', user?.username ?? '')
      await page.fill('#field-password', 'wrong')
      await page.click('#submit')
      await page.getByRole('alert').waitFor()
      await page.fill('#field-password', user?.password ?? '')
      await page.click('#submit')
      await page.getByText('see your accounts').waitFor()
      await page.click(`#${button}`)
      const params = new URL((await callback).url()).searchParams
      expect(params.has('code')).toBe(button === 'submit')
      expect(params.get('error')).toBe(button === 'submit' ? null : 'access_denied')
    })

    it('plain forms work in a browser too', async () => {
      const bench = await open()
      const walker = await bench.walker()
      const [user] = walker.sandbox.users
      const page = await openPage(bench, false)
      const callback = page.waitForRequest((request) => request.url().startsWith('https://127.0.0.1:9999/'))
      await page.goto(await pushed(walker))
      await page.getByLabel('User name').fill(user?.username ?? '')
      await page.getByLabel('Password').fill(user?.password ?? '')
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.getByRole('button', { name: 'Agree' }).click()
      expect(new URL((await callback).url()).searchParams.has('code')).toBe(true)
    })
  })
})
