import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type BrowserDriverOptions, createBrowserDriver } from '../../src/login/createBrowserDriver.ts'
import { findChromium } from '../../src/login/findChromium.ts'
import { createLockGuard } from '../../src/login/passwordGuard.ts'
import type { LoginDriver, Session, UserAction, VisitOutcome } from '../../src/login/types.ts'
import type { LoginConfig } from '../../src/profile/types.ts'
import { createWire } from '../../src/wire/createWire.ts'
import { type Answer, html, openWire, type Received, redirect, type Site, startSite } from './site.ts'

const CALLBACK = 'https://client.invalid/cb'
const LOGIN_FORM = `<form method="post" action="/do-login"><input name="username"><input name="password" type="password"><button>Sign in</button></form>`
const config: LoginConfig = { driver: 'browser', username: 'user1', password: 's3cret', steps: null, cancel: null }
const PNG = [0x89, 0x50, 0x4e, 0x47]

let opened: Awaited<ReturnType<typeof openWire>>
let driver: LoginDriver
const sites: Site[] = []

const newDriver = (changes: Partial<BrowserDriverOptions> = {}): LoginDriver =>
  createBrowserDriver({
    config,
    now: Date.now,
    executablePath: findChromium(existsSync),
    lock: createLockGuard(100),
    ...changes,
  })

beforeAll(async () => {
  opened = await openWire()
  driver = newDriver()
})
afterAll(async () => {
  await Promise.all(sites.map((site) => site.close()))
  await driver.close()
  await opened.wire.close()
})

async function site(
  handler: ((request: Received, site: Site) => Answer) | Readonly<Record<string, Answer>>,
): Promise<Site> {
  const started = await startSite(
    typeof handler === 'function' ? handler : ({ path }) => handler[path] ?? html('gone', 'Error', 404),
  )
  sites.push(started)
  return started
}

interface How {
  readonly action?: UserAction
  readonly session?: Session
  readonly callbacks?: readonly string[]
  readonly by?: LoginDriver
}

const visit = (
  url: string,
  { action = 'approve', by = driver, callbacks = [CALLBACK], session }: How = {},
): Promise<VisitOutcome> => by.visit({ url, session: session ?? by.newSession(), action, callbacks, send: opened.send })

describe.concurrent('pages', () => {
  it('an error page is reported with its picture', async () => {
    const { origin } = await site({
      '/a': redirect('/error'),
      '/error': html(
        '<form action="/s"><input name="q"><button>Search</button></form><h1>Refused</h1><p>invalid_request</p><img src="/logo.png">',
        'Sorry',
        400,
      ),
    })
    const outcome = await visit(`${origin}/a`)
    expect(outcome).toMatchObject({
      kind: 'page',
      page: {
        url: `${origin}/error`,
        status: 400,
        title: 'Sorry',
        text: 'Search Refused invalid_request',
        hasForm: false,
        hasPasswordField: false,
      },
    })
    const picture = outcome.kind === 'page' ? outcome.page.screenshot : null
    expect([...(picture ?? []).slice(0, 4)]).toEqual(PNG)
    expect(picture?.length).toBeGreaterThan(1000)
    expect(outcome.exchanges.map(({ request }) => new URL(request.url).pathname)).toEqual(['/a', '/error'])
  })

  it('an error that JavaScript draws is a page', async () => {
    const { origin } = await site({
      '/a': html(
        '<div id="r"></div><script>setTimeout(() => { document.getElementById("r").innerHTML = "<h1>Error</h1><p>unknown request</p>" }, 300)</script>',
      ),
    })
    expect(await visit(`${origin}/a`)).toMatchObject({
      kind: 'page',
      page: { text: 'Error unknown request', status: 200 },
    })
  })

  it('JSON and downloads are pages too', async () => {
    const { origin } = await site({
      '/json': { status: 400, headers: { 'content-type': 'application/json' }, body: '{"error":"invalid_request"}' },
      '/file': {
        headers: { 'content-type': 'application/octet-stream', 'content-disposition': 'attachment; filename=x' },
        body: 'bytes',
      },
      '/none': { status: 204 },
    })
    expect(await visit(`${origin}/json`)).toMatchObject({
      kind: 'page',
      page: { status: 400, text: expect.stringContaining('invalid_request') },
    })
    expect(await visit(`${origin}/file`)).toMatchObject({ kind: 'page', page: { text: 'bytes' } })
    expect(await visit(`${origin}/none`)).toMatchObject({ kind: 'page', page: { status: 204, text: '' } })
  })

  it('a login page is an interaction when only opened, and nothing is typed', async () => {
    const { origin, received } = await site({ '/a': html(LOGIN_FORM, 'Sign in') })
    expect(await visit(`${origin}/a`, { action: 'open' })).toMatchObject({
      kind: 'interaction',
      page: { title: 'Sign in', hasPasswordField: true, hasForm: true },
    })
    expect(received).toHaveLength(1)
  })

  it('a page that stays empty ends with the time', async () => {
    const { origin } = await site({ '/a': html('<div></div><script>1</script>', 'Blank') })
    const by = newDriver({ visitTimeoutMs: 2500 })
    const outcome = await visit(`${origin}/a`, { by })
    await by.close()
    expect(outcome).toMatchObject({
      kind: 'stuck',
      message: 'the visit took longer than 2500 ms and ended on page "Blank"',
      page: { text: '' },
    })
  })
})

describe.concurrent('password', () => {
  const FETCH = `<input id="u" name="username"><input id="p" type="password"><button onclick="enter()">Sign in</button><p role="alert" id="n"></p><script>async function enter() {
    const answer = await fetch('TARGET', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ user: { name: u.value, secret: p.value } }) })
    n.textContent = (await answer.json()).message }</script>`

  it('that a script sends is sent once; the refusal is reported in the words of the page', async () => {
    const { origin, received } = await site(({ path }) =>
      path === '/api'
        ? { status: 401, headers: { 'content-type': 'application/json' }, body: '{"message":"Wrong password, café"}' }
        : html(FETCH.replace('TARGET', '/api'), 'Sign in'),
    )
    expect(await visit(`${origin}/a`)).toMatchObject({
      kind: 'stuck',
      missed: 'login.password',
      message: expect.stringContaining('came back after the password was sent; the page says "Wrong password, café"'),
    })
    expect(received.filter(({ path }) => path === '/api')).toHaveLength(1)
  })

  it('does not leave for an origin that the authorization endpoint did not lead to', async () => {
    const thief = await site(() => ({
      body: '{"message":"thanks"}',
      headers: { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' },
    }))
    const { origin } = await site({ '/a': html(FETCH.replace('TARGET', `${thief.origin}/collect`)) })
    expect(await visit(`${origin}/a`)).toMatchObject({
      kind: 'stuck',
      message: expect.stringContaining(`would go to "${thief.origin}"`),
    })
    expect(thief.received.filter(({ method }) => method === 'POST')).toHaveLength(0)
  })

  it('is held back by what the browser itself finds wrong, and that is said', async () => {
    const { origin, received } = await site({
      '/a': html(LOGIN_FORM.replace('name="username"', 'name="username" type="email"')),
    })
    expect(await visit(`${origin}/a`)).toMatchObject({ kind: 'stuck', message: expect.stringContaining("'@'") })
    expect(received.filter(({ method }) => method === 'POST')).toHaveLength(0)
  })
})

describe.concurrent('callback', () => {
  const ways: readonly (readonly [string, Answer, string])[] = [
    ['redirect with a fragment', redirect(`${CALLBACK}#code=1`), `${CALLBACK}#code=1`],
    ['redirect to the scheme of an app', redirect('com.example.app:/cb?code=1'), 'com.example.app:/cb?code=1'],
    [
      'redirect to an unregistered URI',
      redirect('https://thief.invalid/x?error=server_error'),
      'https://thief.invalid/x?error=server_error',
    ],
    ['script', html(`<script>location.replace('${CALLBACK}?code=1')</script>`), `${CALLBACK}?code=1`],
    [
      'form_post',
      {
        body: `<form method="post" action="${CALLBACK}"><input type="hidden" name="code" value="a b"><input type="hidden" name="state" value="ü"></form><script>document.forms[0].submit()</script>`,
      },
      `${CALLBACK}?code=a+b&state=%C3%BC`,
    ],
    [
      'form whose policy forbids to leave',
      {
        headers: { 'content-security-policy': "form-action 'self'" },
        body: '<form method="post" action="/go"><button>Allow</button></form>',
      },
      `${CALLBACK}?code=2`,
    ],
  ]
  it.each(ways)('by %s is reported and not fetched', async (_, answer, url) => {
    const { origin } = await site({ '/a': answer, '/go': redirect(`${CALLBACK}?code=2`, {}, 303) })
    const outcome = await visit(`${origin}/a`, { callbacks: [CALLBACK, 'com.example.app:/cb'] })
    expect(outcome).toMatchObject({ kind: 'callback', url })
    expect(outcome.exchanges.every(({ request }) => request.url.startsWith(origin))).toBe(true)
  })

  it('is not asked for by a script either', async () => {
    const client = await site(() => html('never'))
    const { origin } = await site({
      '/a': html(
        `<p id="n">x</p><script>fetch('${client.origin}/cb?code=1', { mode: 'no-cors' }).catch(() => { n.textContent = 'Error: blocked' })</script>`,
      ),
    })
    expect(await visit(`${origin}/a`, { callbacks: [`${client.origin}/cb`] })).toMatchObject({
      kind: 'page',
      page: { text: 'Error: blocked' },
    })
    expect(client.received).toHaveLength(0)
  })
})

describe.concurrent('network', () => {
  it('that does not answer, or whose certificate nobody trusts, is reported', async () => {
    expect(await visit('https://127.0.0.1:1/a')).toMatchObject({
      kind: 'network',
      message: expect.stringContaining('GET https://127.0.0.1:1/a: '),
    })
    const { origin, received } = await site({ '/a': html('x') })
    const stranger = createWire({ ca: [], identities: {}, now: Date.now })
    const outcome = await driver.visit({
      url: `${origin}/a`,
      session: driver.newSession(),
      action: 'open',
      callbacks: [],
      send: (request) => stranger.send(request, { caseId: 'c', step: 's' }),
    })
    await stranger.close()
    expect(outcome).toMatchObject({ kind: 'network', exchanges: [{ error: { code: 'TLS_UNTRUSTED' } }] })
    expect(received).toHaveLength(0)
  })

  it.each<readonly [string, (query: URLSearchParams) => Answer, RegExp]>([
    ['redirects', (query) => redirect(`/a?n=${Number(query.get('n') ?? 0) + 1}`), /redirect loop/],
    [
      'reloads',
      (query) => html(`<script>location.replace('/a?n=${Number(query.get('n') ?? 0) + 1}')</script>`),
      /go round in circles/,
    ],
  ])('%s without end are left', async (_, answer, message) => {
    const { origin, received } = await site(({ query }) => answer(query))
    expect(await visit(`${origin}/a`)).toMatchObject({ kind: 'stuck', message: expect.stringMatching(message) })
    expect(received.length).toBeLessThanOrEqual(61)
  })

  it.each<readonly [string, string]>([
    ['a picture', '<img src="https://HOST/i.png"><link rel="icon" href="https://HOST/f.ico">'],
    ['a web socket', "<script>new WebSocket('wss://HOST/ws')</script>"],
    [
      'a stream and a beacon',
      "<script>new EventSource('https://HOST/es'); navigator.sendBeacon('https://HOST/b')</script>",
    ],
    ['a worker', `<script>new Worker(URL.createObjectURL(new Blob(["new WebSocket('wss://HOST/w')"])))</script>`],
    [
      'a peer connection',
      `<script>const peer = new RTCPeerConnection({ iceServers: [{ urls: 'turn:HOST?transport=tcp', username: 'a', credential: 'b' }] })
        peer.createDataChannel('x'); peer.createOffer().then((offer) => peer.setLocalDescription(offer))</script>`,
    ],
    [
      'hints',
      '<link rel="preconnect" href="https://HOST"><link rel="dns-prefetch" href="https://HOST"><script></script>',
    ],
    ['a font', "<style>@font-face { font-family: x; src: url('https://HOST/f.woff2') } h1 { font-family: x }</style>"],
  ])('is not reached past send by %s', async (_, body) => {
    let connections = 0
    const listener: Server = createServer((socket) => {
      connections += 1
      socket.destroy()
    })
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
    const { port } = listener.address() as AddressInfo
    const { origin } = await site({ '/a': html(`<h1>Error</h1>${body.replaceAll('HOST', `127.0.0.1:${port}`)}`) })
    const outcome = await visit(`${origin}/a`)
    await new Promise((resolve) => listener.close(resolve))
    expect(outcome).toMatchObject({ kind: 'page', page: { text: 'Error' } })
    expect(outcome.exchanges.map(({ request }) => request.url)).toEqual([`${origin}/a`])
    expect(connections).toBe(0)
  })

  it('gives scripts, styles and answers with their characters and cookies', async () => {
    const { origin, received } = await site(({ path, cookies }) => {
      if (path === '/s.js')
        return {
          headers: { 'content-type': 'text/javascript' },
          body: "fetch('/api').then((a) => a.text()).then((t) => { document.body.textContent = t + ' ' + document.cookie })",
        }
      if (path === '/api')
        return { headers: { 'content-type': 'text/plain' }, body: `grüße ${[...cookies.keys()].toSorted().join()}` }
      return {
        ...html('<h1>Error</h1><script src="/s.js"></script>'),
        headers: { 'set-cookie': ['a=1; HttpOnly; Secure', 'b=2; SameSite=Strict', 'c=3; Path=/other'] },
      }
    })
    expect(await visit(`${origin}/a`)).toMatchObject({ page: { text: 'grüße a,b b=2' } })
    expect(received.map(({ path }) => path)).toEqual(['/a', '/s.js', '/api'])
  })
})

describe.concurrent('pages that are alive', () => {
  it('answer for the frames of other sites, with what these load', async () => {
    const { origin } = await site(({ path }) => {
      if (path === '/frame.js')
        return {
          headers: { 'content-type': 'text/javascript' },
          body: "fetch('/word').then((a) => a.text()).then((t) => parent.postMessage(t, '*'))",
        }
      if (path === '/word') return { headers: { 'content-type': 'text/plain' }, body: 'from the frame' }
      if (path === '/frame') return html('<script src="/frame.js"></script>')
      const frame =
        '<iframe id="f" width="300" height="200"></iframe><script>f.src = location.href.replace("127.0.0.1", "localhost").replace("/a", "/frame")</script>'
      return html(
        `<h1>Error</h1><p id="p"></p>${frame}<script>onmessage = (event) => { p.textContent = event.data }</script>`,
      )
    })
    const outcome = await visit(`${origin}/a`)
    expect(outcome).toMatchObject({ kind: 'page', page: { text: 'Error from the frame' } })
    expect(outcome.exchanges.map(({ request }) => new URL(request.url).pathname)).toEqual([
      '/a',
      '/frame',
      '/frame.js',
      '/word',
    ])
  })

  it('do not notice that they are looked at', async () => {
    const { origin } = await site({
      '/a': html(
        `<script>let made = 0; customElements.define('x-made', class extends HTMLElement { constructor() { super(); made += 1; document.title = 'made ' + made } })</script><h1>Error</h1><x-made></x-made>`,
      ),
    })
    expect(await visit(`${origin}/a`)).toMatchObject({ kind: 'page', page: { title: 'made 1' } })
  })

  it('may take their time after a press, and are not pressed again', async () => {
    const press =
      "window.presses = (window.presses ?? 0) + 1; setTimeout(() => { location.href = '/next?presses=' + window.presses }, 1200)"
    const { origin, received } = await site({ '/a': html(`<p>Share?</p><button onclick="${press}">Allow</button>`) })
    const outcome = await visit(`${origin}/a`, { callbacks: [`${origin}/next`] })
    expect(outcome).toMatchObject({ kind: 'callback', url: `${origin}/next?presses=1` })
    expect(received.map(({ path }) => path)).toEqual(['/a'])
  })
})

describe.concurrent('sessions', () => {
  it('keep cookies and local storage, and copies go ways of their own', async () => {
    const { origin } = await site(({ cookies }) => ({
      ...html(
        `<h1>Error</h1><script>const n = Number(localStorage.n ?? 0) + 1; localStorage.n = n; document.body.append(' visit ' + n + ' cookie ${cookies.get('v') ?? 0}')</script>`,
      ),
      headers: { 'set-cookie': `v=${Number(cookies.get('v') ?? 0) + 1}; Secure; HttpOnly; SameSite=Strict` },
    }))
    const session = driver.newSession()
    const text = async (of: Session): Promise<string> => {
      const outcome = await visit(`${origin}/a`, { session: of })
      return outcome.kind === 'page' ? outcome.page.text : outcome.kind
    }
    expect(await text(session)).toBe('Error visit 1 cookie 0')
    const copy = session.clone()
    expect(await text(session)).toBe('Error visit 2 cookie 1')
    expect(await text(session)).toBe('Error visit 3 cookie 2')
    expect(await text(copy)).toBe('Error visit 2 cookie 1')
  })
})

describe.concurrent('steps and set-up', () => {
  it('explicit steps press what is no button to a rule', async () => {
    const { origin, received } = await site({
      '/a': html(
        `<p>Who?</p><input id="x1"><input id="x2" type="password"><div class="go" onclick="location.href = '/b?u=' + x1.value"><i>enter</i></div>`,
      ),
      '/b': redirect(`${CALLBACK}?code=1`),
    })
    const by = newDriver({
      config: { ...config, steps: [{ fill: { '#x1': '$username', '#x2': '$password' } }, { click: '.go i' }] },
    })
    expect(await visit(`${origin}/a`, { by })).toMatchObject({ kind: 'callback', url: `${CALLBACK}?code=1` })
    expect(received.at(-1)?.query.get('u')).toBe('user1')
    const changed = await site({
      '/a': html('<p>Who?</p><input id="y1"><input id="y2" type="password"><button>Sign in</button>'),
    })
    expect(await visit(`${changed.origin}/a`, { by })).toMatchObject({
      kind: 'stuck',
      missed: '#x1',
      page: { title: 'A page', screenshot: expect.any(Uint8Array) },
    })
    await by.close()
  })

  it('a missing browser is named with the remedy', async () => {
    const by = newDriver({ executablePath: '/nowhere/chromium' })
    expect(await visit('https://127.0.0.1:1/', { by })).toMatchObject({
      kind: 'stuck',
      missed: 'browser',
      message: expect.stringMatching(/"\/nowhere\/chromium" did not start .*driver: http/s),
    })
    await by.close()
  })

  it('one browser serves visits that begin together; a crash ends them and the next visit starts it again', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'assay-browser-'))
    const [starter, starts] = [join(folder, 'chromium'), join(folder, 'starts')]
    writeFileSync(starter, `#!/bin/sh\necho $$ >> '${starts}'\nexec '${findChromium(existsSync)}' "$@"\n`, {
      mode: 0o755,
    })
    const { origin } = await site({ '/a': html('<h1>Error</h1>'), '/b': html('<div></div><script>1</script>') })
    const by = newDriver({ executablePath: starter })
    const together = await Promise.all([visit(`${origin}/a`, { by }), visit(`${origin}/a`, { by })])
    expect(together.map(({ kind }) => kind)).toEqual(['page', 'page'])
    const pids = (): number[] => readFileSync(starts, 'utf8').trim().split('\n').map(Number)
    expect(pids()).toHaveLength(1)
    const waiting = visit(`${origin}/b`, { by })
    await new Promise((resolve) => setTimeout(resolve, 2500))
    process.kill(pids()[0] ?? 0, 'SIGKILL')
    expect(await waiting).toMatchObject({ kind: 'stuck', message: expect.stringMatching(/crashed|browser/) })
    expect((await visit(`${origin}/a`, { by })).kind).toBe('page')
    expect(pids().length).toBeGreaterThanOrEqual(2)
    await by.close()
    rmSync(folder, { recursive: true })
  })

  it('starts again after close', async () => {
    const { origin } = await site({ '/a': html('<h1>Error</h1>') })
    const by = newDriver()
    expect((await visit(`${origin}/a`, { by })).kind).toBe('page')
    await by.close()
    expect((await visit(`${origin}/a`, { by })).kind).toBe('page')
    await by.close()
  })

  it('finds the first browser that is there', () => {
    expect(findChromium((path) => path === '/usr/bin/google-chrome')).toBe('/usr/bin/google-chrome')
    expect(findChromium((path) => path === 'b' || path === 'c', ['a', 'b', 'c'])).toBe('b')
    expect(findChromium(() => false)).toBeNull()
  })
})
