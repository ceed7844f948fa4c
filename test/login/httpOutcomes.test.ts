import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createHttpDriver } from '../../src/login/createHttpDriver.ts'
import type { LoginDriver, UserAction, VisitOutcome } from '../../src/login/types.ts'
import type { LoginConfig } from '../../src/profile/types.ts'
import { type Answer, html, openWire, type Received, redirect, type Site, startSite } from './site.ts'

const CALLBACK = 'https://client.invalid/cb'
const LOGIN_FORM = `<form method="post" action="/do-login"><input name="username"><input name="password" type="password"><button>Sign in</button></form>`
const config: LoginConfig = { driver: 'http', username: 'user1', password: 's3cret', steps: null, cancel: null }

let opened: Awaited<ReturnType<typeof openWire>>
const sites: Site[] = []

beforeAll(async () => {
  opened = await openWire()
})
afterEach(async () => {
  await Promise.all(sites.splice(0).map((site) => site.close()))
})
afterAll(() => opened.wire.close())

type Handler = (request: Received, site: Site) => Answer

async function site(handler: Handler | Readonly<Record<string, Answer>>): Promise<Site> {
  const started = await startSite(
    typeof handler === 'function' ? handler : ({ path }) => handler[path] ?? html('gone', 'Error', 404),
  )
  sites.push(started)
  return started
}

const newDriver = (changes: Partial<LoginConfig> = {}): LoginDriver =>
  createHttpDriver({ config: { ...config, ...changes }, now: Date.now })

async function visit(
  url: string,
  action: UserAction = 'approve',
  driver = newDriver(),
  callbacks = [CALLBACK],
): Promise<VisitOutcome> {
  return driver.visit({ url, session: driver.newSession(), action, callbacks, send: opened.send })
}

describe('pages that ask for nothing', () => {
  const SEARCH = '<form action="/search"><input name="q"><button>Search</button></form>'
  const pages: readonly (readonly [string, Answer])[] = [
    [
      'an error page with a search form',
      html(`${SEARCH}<h1>Request refused</h1><p>error: invalid_request</p>`, 'Error', 400),
    ],
    [
      'an error page with status 200 and a button home',
      html('<h1>Error</h1><form action="/"><button>Continue</button></form>', 'Oops'),
    ],
    [
      'an error page with a contact form',
      html(
        '<h1>Something went wrong</h1><form method="post"><textarea name="t"></textarea><button>Send</button></form>',
      ),
    ],
    [
      'an error code and a link to the client',
      html('<p>invalid_request_uri</p><a href="https://client.invalid/">Continue</a>', 'Sign in', 200),
    ],
    ['a home page', html(`${SEARCH}<nav><a href="/x">Accept offers</a></nav><p>Hello</p>`, 'Home')],
    [
      'an error in JSON',
      { status: 400, headers: { 'content-type': 'application/json' }, body: '{"error":"invalid_request"}' },
    ],
    ['an empty page', { status: 204 }],
    ['a redirect without target', { status: 302 }],
  ]
  it.each(pages)('%s ends the visit as page, whatever the action', async (_, answer) => {
    const { origin } = await site({ '/authorize': answer })
    for (const action of ['approve', 'cancel', 'open'] as const) {
      const outcome = await visit(`${origin}/authorize`, action)
      expect(outcome).toMatchObject({
        kind: 'page',
        page: {
          url: `${origin}/authorize`,
          status: answer.status ?? 200,
          hasPasswordField: false,
          hasForm: expect.any(Boolean),
        },
      })
      expect(outcome.exchanges).toHaveLength(1)
    }
  })

  it('reports title, text and what a search form is worth', async () => {
    const { origin } = await site({
      '/a': html(
        `${SEARCH}<h1>Request&nbsp;refused</h1><p hidden>secret</p><script>x()</script><p>error:\n invalid_request</p>`,
        'Sorry &amp; bye',
        400,
      ),
    })
    const outcome = await visit(`${origin}/a`)
    expect(outcome).toMatchObject({
      page: {
        title: 'Sorry & bye',
        text: 'Search Request refused error: invalid_request',
        hasForm: false,
        screenshot: null,
      },
    })
  })
})

describe('pages that stop the driver', () => {
  const stops: readonly (readonly [string, Answer, string, RegExp])[] = [
    [
      'captcha field',
      html(LOGIN_FORM.replace('<button>', '<img src="/captcha.png"><input name="captcha"><button>')),
      'captcha',
      /captcha/,
    ],
    [
      'captcha widget',
      html(LOGIN_FORM.replace('<button>', '<div class="g-recaptcha"></div><button>')),
      'g-recaptcha',
      /has a captcha/,
    ],
    [
      'one-time code beside the password',
      html(LOGIN_FORM.replace('<button>', '<input name="otp" placeholder="Code"><button>')),
      'otp',
      /more than user name and password/,
    ],
    [
      'required field nobody knows',
      html(LOGIN_FORM.replace('<button>', '<label>Branch <input name="br" required></label><button>')),
      'br',
      /"Branch" \(name "br"\)/,
    ],
    [
      'one-time code alone',
      html(
        '<form method="post"><label for="c">Code from SMS</label><input id="c" name="c" autocomplete="one-time-code"><button>Verify</button></form>',
      ),
      'name "c"',
      /one-time code/,
    ],
    [
      'a question nobody knows',
      html(
        '<h1>One more thing</h1><form method="post"><label>Mother\'s maiden name <input name="m"></label><button>Go on</button></form>',
      ),
      'name "m"',
      /no rule answers/,
    ],
    [
      'fields without names',
      html(LOGIN_FORM.replace('name="username"', 'id="user"')),
      'id "user"',
      /has no name.*driver: browser/,
    ],
    [
      'form drawn by JavaScript',
      html('<div id="root"></div><noscript>Please turn JavaScript on</noscript><script src="/app.js"></script>'),
      'JavaScript',
      /driver: browser/,
    ],
    [
      'page that says it needs JavaScript',
      html(
        '<noscript>This page needs JavaScript.</noscript><h1>Sign in</h1><p>Welcome to the bank</p><div id="root"></div>',
      ),
      'JavaScript',
      /driver: browser/,
    ],
    [
      'login without a form',
      html('<input id="username"><input id="password" type="password"><button>Sign in</button>'),
      'id "username"',
      /no rule answers/,
    ],
    [
      'form sent by JavaScript',
      html(LOGIN_FORM.replace('/do-login', 'javascript:login()')),
      'form action',
      /driver: browser/,
    ],
  ]
  it.each(stops)('%s', async (_, answer, missed, message) => {
    const { origin, received } = await site({ '/authorize': redirect('/login'), '/login': answer })
    const outcome = await visit(`${origin}/authorize`)
    expect(outcome).toMatchObject({
      kind: 'stuck',
      missed: expect.stringContaining(missed),
      message: expect.stringMatching(message),
    })
    expect(outcome).toMatchObject({
      message: expect.stringContaining(`page "A page" at "${origin}/login" (status 200)`),
      page: { url: `${origin}/login` },
    })
    expect(received.some(({ path }) => path === '/do-login')).toBe(false)
  })

  it('names the missing refusal instead of agreeing', async () => {
    const { origin, received } = await site({
      '/consent': html('<h1>Share?</h1><form action="/yes"><button>Allow</button></form>'),
    })
    const outcome = await visit(`${origin}/consent`, 'cancel')
    expect(outcome).toMatchObject({
      kind: 'stuck',
      missed: 'login.cancel',
      message: expect.stringContaining('no button or link to refuse'),
    })
    expect(received).toHaveLength(1)
  })

  it('does not press "Allow" for ever', async () => {
    const { origin, received } = await site(() =>
      html('<h1>Share?</h1><form action="/yes"><button>Allow</button></form>'),
    )
    const outcome = await visit(`${origin}/consent`)
    expect(outcome).toMatchObject({
      kind: 'stuck',
      message: expect.stringMatching(/came back after pressing "Allow" 2 times/),
    })
    expect(received.length).toBeLessThan(5)
  })
})

describe('password', () => {
  const wrong: Handler = ({ path }) =>
    path === '/do-login'
      ? redirect('/login?error=1')
      : html(`<div role="alert">Wrong user name or password.</div>${LOGIN_FORM}`, 'Sign in')

  it('is sent once, then the refusal is reported with the words of the page', async () => {
    const { origin, received } = await site(wrong)
    const outcome = await visit(`${origin}/login`)
    expect(outcome).toMatchObject({
      kind: 'stuck',
      missed: 'login.password',
      message: expect.stringContaining(
        'the login page came back after the password was sent; the page says "Wrong user name or password."',
      ),
      page: { hasPasswordField: true, hasForm: true, title: 'Sign in' },
    })
    expect(received.filter(({ path }) => path === '/do-login')).toHaveLength(1)
  })

  it('may need the script of its form, and that is said', async () => {
    const { origin } = await site(() => html(LOGIN_FORM.replace('<form', '<form onsubmit="encrypt()"')))
    const stuck = await visit(`${origin}/login`)
    expect(stuck).toMatchObject({ message: expect.stringContaining('the form may need its script: "driver: browser"') })
    const plain = await site(() => html(LOGIN_FORM))
    const told = await visit(`${plain.origin}/login`)
    expect(told).toMatchObject({ kind: 'stuck', message: expect.not.stringContaining('driver: browser') })
  })

  it('is not sent any more after two visits that refused it', async () => {
    const { origin, received } = await site(wrong)
    const driver = newDriver()
    for (let count = 0; count < 2; count += 1) await visit(`${origin}/login`, 'approve', driver)
    const outcome = await visit(`${origin}/login`, 'approve', driver)
    expect(outcome).toMatchObject({
      kind: 'stuck',
      message: expect.stringContaining('so that the account is not locked'),
    })
    expect(received.filter(({ path }) => path === '/do-login')).toHaveLength(2)
  })

  it('says so when the user name alone is refused', async () => {
    const { origin, received } = await site(() =>
      html(
        `<p class="error">No such user</p><form method="post"><input name="username" autocomplete="username"><button>Next</button></form>`,
      ),
    )
    const outcome = await visit(`${origin}/login`)
    expect(outcome).toMatchObject({
      kind: 'stuck',
      missed: 'login.username',
      message: expect.stringContaining('"No such user"'),
    })
    expect(received.filter(({ method }) => method === 'POST')).toHaveLength(1)
  })

  it('does not go to an origin that the authorization endpoint did not lead to', async () => {
    const thief = await site(() => html('thanks'))
    const { origin } = await site({ '/login': html(LOGIN_FORM.replace('/do-login', `${thief.origin}/collect`)) })
    const outcome = await visit(`${origin}/login`)
    expect(outcome).toMatchObject({
      kind: 'stuck',
      missed: 'form action',
      message: expect.stringContaining(`would go to "${thief.origin}"`),
    })
    expect(thief.received).toHaveLength(0)
  })

  it('does not follow a 307 to such an origin', async () => {
    const thief = await site(() => html('thanks'))
    const { origin } = await site({
      '/login': html(LOGIN_FORM),
      '/do-login': redirect(`${thief.origin}/collect`, {}, 307),
    })
    const outcome = await visit(`${origin}/login`)
    expect(outcome).toMatchObject({ kind: 'stuck', message: expect.stringContaining('it was not sent') })
    expect(thief.received).toHaveLength(0)
  })

  it('does not go out without TLS', async () => {
    const { origin } = await site({ '/login': html(LOGIN_FORM.replace('/do-login', 'http://127.0.0.1:1/collect')) })
    const outcome = await visit(`${origin}/login`)
    expect(outcome).toMatchObject({ kind: 'stuck', message: expect.stringContaining('without TLS') })
  })

  it('goes once to each of two servers of a federated login', async () => {
    const idp: Site = await site(({ path, query }) =>
      path === '/do-login'
        ? redirect(`${query.get('back')}?code=from-idp&state=x`)
        : html(LOGIN_FORM.replace('/do-login', `/do-login?back=${query.get('back')}`), 'Provider'),
    )
    const as = await site(({ path, query }, self) => {
      if (path === '/authorize') return redirect(`${idp.origin}/login?back=${self.origin}/broker`)
      if (path === '/broker')
        return query.get('code') === 'from-idp' ? html(LOGIN_FORM, 'Link your account') : html('no')
      return path === '/do-login' ? redirect(`${CALLBACK}?code=1`) : html('no')
    })
    const outcome = await visit(`${as.origin}/authorize`)
    expect(outcome).toMatchObject({ kind: 'callback', url: `${CALLBACK}?code=1` })
    expect([idp, as].map(({ received }) => received.filter(({ path }) => path === '/do-login').length)).toEqual([1, 1])
  })
})

describe('ways on without a press', () => {
  const forward =
    '<form method="post" action="ACTION"><input type="hidden" name="RelayState" value="a&amp;b"><noscript><button>Continue</button></noscript></form>'
  const ways: readonly (readonly [string, (target: string) => Answer, string])[] = [
    ['meta refresh', (target) => html(`<meta http-equiv="Refresh" content="0; URL='${target}'">One moment`), 'GET'],
    ['Refresh header', (target) => ({ ...html('One moment'), headers: { refresh: `1;url=${target}` } }), 'GET'],
    [
      'form sent by onload',
      (target) => ({ body: `<body onload="document.forms[0].submit()">${forward.replace('ACTION', target)}</body>` }),
      'POST',
    ],
    [
      'form sent by a script in the head',
      (target) => ({
        body: `<head><script>document.addEventListener('DOMContentLoaded', function () { document.forms[0].submit() })</script></head>${forward.replace('ACTION', target)}`,
      }),
      'POST',
    ],
    [
      'form sent by a file',
      (target) => html(`${forward.replace('ACTION', target)}<script src="/submit.js"></script>`),
      'POST',
    ],
    ['location set by a script', (target) => html(`<script>window.location.replace("${target}")</script>`), 'GET'],
    [
      'location assigned by a script',
      (target) => html(`<script>/* go */ location.href = '${target}';</script>Redirecting`),
      'GET',
    ],
  ]
  it.each(ways)('%s is followed', async (_, page, method) => {
    const { origin, received } = await site(({ path }) => (path === '/a' ? page('/b') : redirect(`${CALLBACK}?code=1`)))
    const outcome = await visit(`${origin}/a`)
    expect(outcome).toMatchObject({ kind: 'callback', url: `${CALLBACK}?code=1` })
    expect(received[1]).toMatchObject({ method, path: '/b' })
    if (method === 'POST') expect(received[1]?.form.get('RelayState')).toBe('a&b')
  })

  it('a session time-out is none', async () => {
    const { origin, received } = await site({
      '/a': html('<meta http-equiv="refresh" content="900;url=/timeout"><h1>Welcome</h1>'),
    })
    expect(await visit(`${origin}/a`)).toMatchObject({ kind: 'page' })
    expect(received).toHaveLength(1)
  })

  it('a consent form whose script waits for a click is none', async () => {
    const page = html(
      '<script>function go() { document.forms[0].submit() }</script><form method="post" action="/yes"><input type="hidden" name="a" value="1"><button onclick="go()">Allow</button></form>',
    )
    const { origin, received } = await site({ '/a': page })
    expect(await visit(`${origin}/a`, 'open')).toMatchObject({ kind: 'interaction' })
    expect(received).toHaveLength(1)
  })

  it('a script that goes home on a click is none', async () => {
    const { origin } = await site({
      '/a': html('<h1>Sorry</h1><script>function home() { location.href = "/" }</script>'),
    })
    expect(await visit(`${origin}/a`)).toMatchObject({ kind: 'page', page: { url: `${origin}/a` } })
  })

  const circles: readonly (readonly [string, Handler, RegExp])[] = [
    [
      'redirects to itself',
      () => redirect('/a'),
      /redirect loop: 20 redirects without a page, the last one to "https:\/\/127\.0\.0\.1:\d+\/a"/,
    ],
    [
      'redirects to ever new addresses',
      ({ query }) => redirect(`/a?n=${Number(query.get('n') ?? 0) + 1}`),
      /redirect loop/,
    ],
    [
      'refreshes for ever',
      ({ query }) => html(`<meta http-equiv="refresh" content="0;url=/a?n=${Number(query.get('n') ?? 0) + 1}">`),
      /60 requests did not lead to an end/,
    ],
  ]
  it.each(circles)('a server that %s is left', async (_, handler, message) => {
    const { origin, received } = await site(handler)
    expect(await visit(`${origin}/a`)).toMatchObject({ kind: 'stuck', message: expect.stringMatching(message) })
    expect(received.length).toBeLessThanOrEqual(60)
  })

  it.each([301, 302, 303, 307, 308])('status %i keeps or changes the method as browsers do', async (status) => {
    const { origin, received } = await site({
      '/a': { body: `<body onload="document.forms[0].submit()">${forward.replace('ACTION', '/b')}</body>` },
      '/b': redirect('/c', {}, status),
      '/c': html('end'),
    })
    await visit(`${origin}/a`)
    const kept = status >= 307
    expect(received[2]).toMatchObject({
      path: '/c',
      method: kept ? 'POST' : 'GET',
      body: kept ? 'RelayState=a%26b' : '',
    })
  })

  it('a form sent on to another server does not say where it came from', async () => {
    const other = await site(() => html('end'))
    const { origin } = await site({
      '/a': { body: `<body onload="document.forms[0].submit()">${forward.replace('ACTION', '/b')}</body>` },
      '/b': redirect(`${other.origin}/c`, {}, 307),
    })
    await visit(`${origin}/a`)
    expect(other.received[0]).toMatchObject({ method: 'POST', headers: { origin: 'null', referer: `${origin}/` } })
  })

  it('a redirect to what is no URL stops the visit', async () => {
    const { origin } = await site({ '/a': redirect('https://[') })
    expect(await visit(`${origin}/a`)).toMatchObject({
      kind: 'stuck',
      message: expect.stringContaining('"https://[", which is no URL'),
    })
  })
})

describe('callback', () => {
  const seen: readonly (readonly [string, string, readonly string[] | undefined])[] = [
    ['a redirect URI without parameters', `${CALLBACK}`, undefined],
    ['a fragment', `${CALLBACK}#code=1&state=2`, undefined],
    ['a JARM response', `${CALLBACK}?response=a.b.c`, undefined],
    ['an unregistered redirect URI with a code', 'https://thief.invalid/x?code=1', undefined],
    ['an unregistered redirect URI with a token in the fragment', 'https://thief.invalid/x#access_token=1', undefined],
    ['a scheme of an app', 'com.example.app:/cb?code=1', ['com.example.app:/cb']],
    ['a registered query', `${CALLBACK}?tenant=1&code=2`, [`${CALLBACK}?tenant=1`]],
  ]
  it.each(seen)('%s is reported whole and not fetched', async (_, url, callbacks) => {
    const { origin } = await site({ '/a': redirect(url) })
    const outcome = await visit(`${origin}/a`, 'approve', newDriver(), [...(callbacks ?? [CALLBACK])])
    expect(outcome).toMatchObject({ kind: 'callback', url })
    expect(outcome.exchanges).toHaveLength(1)
  })

  it('of a form_post response is the action with the posted parameters in its query', async () => {
    const body = `<body onload="document.forms[0].submit()"><form method="post" action="${CALLBACK}?t=1"><input type="hidden" name="code" value="a b"><input type="hidden" name="state" value="&lt;s&gt;"></form></body>`
    const { origin } = await site({ '/a': { body, status: 400 } })
    expect(await visit(`${origin}/a`)).toMatchObject({
      kind: 'callback',
      url: `${CALLBACK}?t=1&code=a+b&state=%3Cs%3E`,
    })
  })

  it('of a form_post response may be at an unregistered redirect URI', async () => {
    const body =
      '<form method="post" action="https://thief.invalid/x"><input type="hidden" name="code" value="1"></form><script>document.forms[0].submit()</script>'
    const { origin } = await site({ '/a': { body } })
    expect(await visit(`${origin}/a`)).toMatchObject({ kind: 'callback', url: 'https://thief.invalid/x?code=1' })
  })

  it('may be a link to refuse', async () => {
    const { origin } = await site({
      '/a': html(`<form action="/yes"><button>Allow</button></form><a href="${CALLBACK}?error=access_denied">Deny</a>`),
    })
    expect(await visit(`${origin}/a`, 'cancel')).toMatchObject({
      kind: 'callback',
      url: `${CALLBACK}?error=access_denied`,
    })
  })

  it('is not another query at the same path, nor a code for a broker that was visited', async () => {
    const other = await site(({ path }) => (path === '/cb' ? html('fetched', 'Error') : redirect('/x')))
    const { origin } = await site(({ path, query }, self) => {
      if (path === '/a') return redirect(`${other.origin}/cb?tenant=2`)
      if (path === '/b') return redirect(`${self.origin}/broker?code=1`)
      return html(`broker ${query.get('code')}`, 'Error')
    })
    expect(await visit(`${origin}/a`, 'approve', newDriver(), [`${other.origin}/cb?tenant=1`])).toMatchObject({
      kind: 'page',
      page: { text: 'fetched' },
    })
    expect(await visit(`${origin}/b`)).toMatchObject({ kind: 'page', page: { text: 'broker 1' } })
  })
})

describe('network', () => {
  it('is reported when nobody answers', async () => {
    const outcome = await visit('https://127.0.0.1:1/authorize')
    expect(outcome).toMatchObject({
      kind: 'network',
      message: expect.stringContaining('GET https://127.0.0.1:1/authorize: '),
    })
    expect(outcome.exchanges[0]?.error?.code).toBe('CONNECTION_REFUSED')
  })

  it('is bounded in time', async () => {
    const { origin } = await site({ '/a': redirect('/b'), '/b': { ...html('late'), delayMs: 5000 } })
    const driver = createHttpDriver({ config, now: Date.now, visitTimeoutMs: 1000 })
    const started = Date.now()
    expect(await visit(`${origin}/a`, 'approve', driver)).toMatchObject({ kind: 'network' })
    expect(Date.now() - started).toBeLessThan(4500)
  })

  it('stops between requests when the time is over', async () => {
    const { origin } = await site(({ query }) => ({
      ...redirect(`/a?n=${Number(query.get('n') ?? 0) + 1}`),
      delayMs: 60,
    }))
    const driver = createHttpDriver({ config, now: Date.now, visitTimeoutMs: 200 })
    expect(['stuck', 'network']).toContain((await visit(`${origin}/a`, 'approve', driver)).kind)
  })
})
