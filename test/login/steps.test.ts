import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createHttpDriver } from '../../src/login/createHttpDriver.ts'
import type { UserAction, VisitOutcome } from '../../src/login/types.ts'
import type { LoginConfig, LoginStep } from '../../src/profile/types.ts'
import { html, openWire, redirect, type Site, startSite } from './site.ts'

const CALLBACK = 'https://client.invalid/cb'
const steps: readonly LoginStep[] = [
  { fill: { '#who': '$username', 'form.main [name="f2"]': '$password', 'select[name=branch]': 'North' } },
  { click: 'label[for=device]' },
  { click: '.enter span' },
  { click: 'a.ok' },
]
const config: LoginConfig = { driver: 'http', username: 'user1', password: 's3cret', steps, cancel: null }
const LOGIN = `<form class="main" method="post" action="/do-login"><input id="who" name="f1"><input name="f2" type="password"><input name="f3" required>
  <select name="branch"><option value="s">South</option><option value="n">North</option></select>
  <input type="checkbox" id="device" name="device"><label for="device">Mine</label>
  <button name="b" value="no">Sign in</button><button class="enter" name="b" value="yes"><span>Go</span></button></form>`
const CONSENT = `<p>Choose</p><a class="ok" href="${CALLBACK}?code=1">Here</a> <a id="out" href="${CALLBACK}?error=access_denied">There</a>`

let opened: Awaited<ReturnType<typeof openWire>>
let site: Site
let login = LOGIN
let consent = CONSENT

beforeAll(async () => {
  opened = await openWire()
  site = await startSite(({ path, cookies }) => {
    if (path === '/do-login') return redirect('/authorize', { 'set-cookie': 'sid=1; Path=/' })
    return cookies.has('sid') ? html(consent, 'Consent') : html(login, 'Sign in')
  })
})
afterEach(() => {
  login = LOGIN
  consent = CONSENT
})
afterAll(async () => {
  await site.close()
  await opened.wire.close()
})

async function visit(
  changes: Partial<LoginConfig> = {},
  action: UserAction = 'approve',
  twice = false,
): Promise<VisitOutcome> {
  const driver = createHttpDriver({ config: { ...config, ...changes }, now: Date.now })
  const session = driver.newSession()
  const once = (): Promise<VisitOutcome> =>
    driver.visit({ url: `${site.origin}/authorize`, session, action, callbacks: [CALLBACK], send: opened.send })
  if (twice) await once()
  return once()
}

describe('explicit steps', () => {
  it('fill, tick and press what they name', async () => {
    expect(await visit()).toMatchObject({ kind: 'callback', url: `${CALLBACK}?code=1` })
    const sent = site.received.findLast(({ path }) => path === '/do-login')?.form
    expect([...(sent ?? [])]).toEqual([
      ['f1', 'user1'],
      ['f2', 's3cret'],
      ['f3', ''],
      ['branch', 'n'],
      ['device', 'on'],
      ['b', 'yes'],
    ])
  })

  it('are passed over where the session is past them', async () => {
    const before = site.received.filter(({ path }) => path === '/do-login').length
    expect(await visit({}, 'approve', true)).toMatchObject({ kind: 'callback' })
    expect(site.received.filter(({ path }) => path === '/do-login')).toHaveLength(before + 1)
  })

  it('log in before the user refuses by login.cancel', async () => {
    expect(await visit({ cancel: '#out' }, 'cancel')).toMatchObject({
      kind: 'callback',
      url: `${CALLBACK}?error=access_denied`,
    })
  })

  it('that only agree are passed over where the user refuses', async () => {
    consent = `<a class="ok" href="${CALLBACK}?code=1">Allow</a> <a href="${CALLBACK}?error=access_denied">Deny</a>`
    expect(await visit({}, 'cancel')).toMatchObject({ kind: 'callback', url: `${CALLBACK}?error=access_denied` })
  })

  it('lead to the refusal where one answer is a way back to the client and the other a button', async () => {
    consent = `<a class="ok" href="${CALLBACK}?code=1">Allow</a><form method="post" action="/refuse"><button>Deny</button></form>`
    expect(await visit({ steps: steps.slice(0, 3) }, 'cancel')).not.toMatchObject({ url: `${CALLBACK}?code=1` })
    expect(site.received.at(-1)).toMatchObject({ method: 'POST', path: '/refuse' })
  })

  it('end with Enter if no click follows', async () => {
    expect(await visit({ steps: steps.slice(0, 1) }, 'open')).toMatchObject({ kind: 'interaction' })
    await visit({ steps: steps.slice(0, 1) })
    expect(site.received.findLast(({ path }) => path === '/do-login')?.form.get('b')).toBe('no')
  })

  it.each<readonly [string, string, string, RegExp]>([
    [
      'the first selector',
      LOGIN.replace('id="who"', 'id="user"'),
      '#who',
      /step 1 of "login.steps" does not fit the page: no element matches "#who"/,
    ],
    [
      'a later field',
      LOGIN.replace('name="f2"', 'name="pw"'),
      'form.main [name="f2"]',
      /step 1 of "login.steps" fills what is not a field/,
    ],
    [
      'the button',
      LOGIN.replace('class="enter"', ''),
      '.enter span',
      /step 3 of "login.steps" clicks what is not on the page/,
    ],
  ])('say what is missing on a changed page: %s', async (_, changed, missed, message) => {
    login = changed
    const before = site.received.filter(({ path }) => path === '/do-login').length
    const outcome = await visit()
    expect(outcome).toMatchObject({
      kind: 'stuck',
      missed,
      message: expect.stringMatching(message),
      page: { title: 'Sign in', text: expect.stringContaining('Mine') },
    })
    expect(site.received.filter(({ path }) => path === '/do-login')).toHaveLength(before)
  })

  it('say when an element does nothing without JavaScript', async () => {
    login = LOGIN.replace(
      '<button class="enter" name="b" value="yes"><span>Go</span></button>',
      '<div class="enter"><span>Go</span></div>',
    )
    expect(await visit()).toMatchObject({ kind: 'stuck', message: expect.stringContaining('driver: browser') })
  })

  it('do not send a refused password again', async () => {
    const refusing = await startSite(({ path }) => (path === '/do-login' ? redirect('/login') : html(LOGIN, 'Sign in')))
    const driver = createHttpDriver({ config: { ...config, steps: [...steps, ...steps] }, now: Date.now })
    const outcome = await driver.visit({
      url: `${refusing.origin}/login`,
      session: driver.newSession(),
      action: 'approve',
      callbacks: [CALLBACK],
      send: opened.send,
    })
    await refusing.close()
    expect(outcome).toMatchObject({ kind: 'stuck', missed: 'login.password' })
    expect(refusing.received.filter(({ path }) => path === '/do-login')).toHaveLength(1)
  })

  it('are refused at once where a selector is not CSS', () => {
    expect(() => createHttpDriver({ config: { ...config, steps: [{ click: 'a[' }] }, now: Date.now })).toThrow(
      /"login.steps\[0\].click": expected a CSS selector, found "a\["/,
    )
    expect(() => createHttpDriver({ config: { ...config, cancel: '##' }, now: Date.now })).toThrow(
      /"login.cancel": expected a CSS selector/,
    )
  })
})
