import { describe, expect, it } from 'vitest'
import { type Blueprint, ISSUER } from './blueprint.ts'
import { type Change, header, onlyTheseSayNo } from './change.ts'
import { ask, honestTrace } from './trace.ts'

/** Changes the login page, the second thing that the browser meets. */
const loginPage =
  (change: (page: Blueprint['par']) => unknown): Change =>
  (plan) => {
    const page = plan.browser[1]
    if (page) change(page.response)
  }

const answerOf =
  (index: number, status: number): Change =>
  (plan) => {
    const step = plan.browser[index]
    if (step) step.response.status = status
  }

const csp = (value: string): Change => loginPage((page) => header(page, 'Content-Security-Policy', value))
const markup = (html: string): Change => loginPage((page) => Object.assign(page, { body: html }))

describe('redirects', () => {
  onlyTheseSayNo([
    ['302 to the login page', answerOf(0, 302), ['browser-redirects-303']],
    ['302 after the login', answerOf(2, 302), ['browser-redirects-303']],
    ['307 after the login', answerOf(2, 307), ['browser-redirects-303', 'browser-no-307-after-form']],
    ['307 after the consent', answerOf(4, 307), ['browser-redirects-303', 'browser-no-307-after-form']],
    ['308 after the login', answerOf(2, 308), ['browser-redirects-303']],
    ['307 before any form', answerOf(0, 307), ['browser-redirects-303']],
    ['no HSTS on a page', loginPage((page) => header(page, 'Strict-Transport-Security')), ['browser-hsts']],
    [
      'HSTS switched off',
      loginPage((page) => header(page, 'Strict-Transport-Security', 'max-age=0')),
      ['browser-hsts'],
    ],
    [
      'HSTS without age',
      loginPage((page) => header(page, 'Strict-Transport-Security', 'includeSubDomains')),
      ['browser-hsts'],
    ],
  ])

  it('does not repeat the query of a request', async () => {
    const trace = await honestTrace(answerOf(0, 302))
    expect(ask('browser-redirects-303', trace)).toMatchObject({ observed: `GET ${ISSUER}/authorize: 302` })
  })

  it('leaves other sites and sub-resources out', async () => {
    const trace = await honestTrace((plan) => {
      plan.browser.push(
        {
          request: { method: 'GET', url: 'https://idp.example/login' },
          response: { status: 302, headers: [], body: '' },
        },
        {
          request: { method: 'GET', url: `${ISSUER}/a.js`, headers: [['sec-fetch-dest', 'script']] },
          response: { status: 302, headers: [], body: '' },
        },
      )
    })
    expect(ask('browser-redirects-303', trace).kind).toBe('yes')
  })

  it('has nothing to say where nothing was sent', async () => {
    const trace = await honestTrace((plan) => {
      plan.browser = []
    })
    for (const name of [
      'browser-redirects-303',
      'browser-no-307-after-form',
      'browser-hsts',
      'browser-pages-not-framed',
      'consent-page-names-client',
    ])
      expect(ask(name, trace).kind, name).toBe('not-applicable')
  })
})

describe('pages', () => {
  onlyTheseSayNo([
    ['no policy at all', loginPage((page) => header(page, 'Content-Security-Policy')), ['browser-pages-not-framed']],
    ['a policy about other things', csp("default-src 'self'"), ['browser-pages-not-framed']],
    ['frame-ancestors for everybody', csp('frame-ancestors *'), ['browser-pages-not-framed']],
    ['frame-ancestors for every https site', csp('frame-ancestors https:'), ['browser-pages-not-framed']],
    [
      'an open policy that beats X-Frame-Options',
      (plan) => [csp('frame-ancestors *')(plan), loginPage((page) => header(page, 'X-Frame-Options', 'DENY'))(plan)],
      ['browser-pages-not-framed'],
    ],
    [
      'an X-Frame-Options that browsers ignore',
      (plan) => [
        csp('img-src *')(plan),
        loginPage((page) => header(page, 'X-Frame-Options', 'ALLOW-FROM https://a.example'))(plan),
      ],
      ['browser-pages-not-framed'],
    ],
    [
      'a report-only policy',
      loginPage((page) => [
        header(page, 'Content-Security-Policy'),
        header(page, 'Content-Security-Policy-Report-Only', "frame-ancestors 'none'"),
      ]),
      ['browser-pages-not-framed'],
    ],
    ['no Referrer-Policy', loginPage((page) => header(page, 'Referrer-Policy')), ['browser-pages-referrer-policy']],
    [
      'a telling Referrer-Policy',
      loginPage((page) => header(page, 'Referrer-Policy', 'unsafe-url')),
      ['browser-pages-referrer-policy'],
    ],
    [
      'a telling Referrer-Policy in the markup',
      markup('<meta name="Referrer" content="unsafe-url"><input type=password>'),
      ['browser-pages-referrer-policy'],
    ],
    [
      'a script from elsewhere',
      markup('<script src="https://cdn.example/a.js"></script>'),
      ['browser-pages-no-third-parties'],
    ],
    [
      'a font from elsewhere',
      markup('<link rel="stylesheet preload" href="//fonts.elsewhere.example/a.css">'),
      ['browser-pages-no-third-parties'],
    ],
    [
      'an image from elsewhere by way of base',
      markup('<base href="https://cdn.example/"><img src="a.png">'),
      ['browser-pages-no-third-parties'],
    ],
    [
      'a link elsewhere',
      markup('<a href="https://social.example/acme">Follow us</a>'),
      ['browser-pages-no-third-parties'],
    ],
  ])

  it.each([
    ['two policies, one of them strict', csp("default-src 'self', frame-ancestors 'none'")],
    ['frame-ancestors with named sites', csp('FRAME-ANCESTORS https://portal.as.example')],
    ['an empty frame-ancestors', csp('frame-ancestors')],
    [
      'Referrer-Policy with a fallback',
      loginPage((page) => header(page, 'Referrer-Policy', 'no-referrer, strict-origin-when-cross-origin')),
    ],
    [
      'Referrer-Policy in the markup only',
      (plan: Blueprint) => [
        loginPage((page) => header(page, 'Referrer-Policy'))(plan),
        markup('<meta name=referrer content=no-referrer><p>x')(plan),
      ],
    ],
    [
      'a link that is the authorization response',
      (plan: Blueprint) =>
        markup(`<a href="${plan.callback?.redirectUri}?code=a&amp;state=b">Back to the application</a>`)(plan),
    ],
    ['scripts of a host of the same site', markup('<script src="https://static.as.example/a.js"></script>')],
    [
      'data URLs, mail and page anchors',
      markup('<img src="data:image/png;base64,AA"><a href="mailto:a@b.example">m</a><a href="#top">t</a>'),
    ],
    ['a link tag that only names a page', markup('<link rel="canonical" href="https://www.elsewhere.example/">')],
  ])('are fine with %s', async (_, change) => {
    const trace = await honestTrace(change)
    for (const name of ['browser-pages-not-framed', 'browser-pages-referrer-policy', 'browser-pages-no-third-parties'])
      expect(ask(name, trace).kind, name).toBe('yes')
  })

  it('reads a page however deep it is', async () => {
    const trace = await honestTrace(markup(`${'<div>'.repeat(20_000)}<script src="https://cdn.example/a.js"></script>`))
    expect(ask('browser-pages-no-third-parties', trace).kind).toBe('no')
  })
})

describe('consent page', () => {
  const consent =
    (html: string): Change =>
    (plan) => {
      const page = plan.browser[3]
      if (page) page.response.body = html
    }
  const form = '<form><button>Agree</button></form>'

  it('names the client where it reads differently for another one', async () => {
    expect(ask('consent-page-names-client', await honestTrace())).toMatchObject({
      kind: 'yes',
      observed: 'the pages of the two clients differ',
    })
  })

  it('names the client by its identifier', async () => {
    const trace = await honestTrace(consent(`Client1-ID asks. ${form}`))
    expect(ask('consent-page-names-client', trace)).toMatchObject({
      kind: 'yes',
      observed: 'the page shows the client identifier',
    })
  })

  it('names nobody where it reads the same for both', async () => {
    const trace = await honestTrace(consent(`An application asks. ${form}`))
    const other = await honestTrace(consent(`An application  asks.\n${form}<!-- client2 -->`))
    expect(ask('consent-page-names-client', { ...trace, other }).kind).toBe('no')
    expect(ask('consent-page-names-client', { ...trace, other: null }).kind).toBe('not-applicable')
  })

  it('cannot be read when a script draws it', async () => {
    const trace = await honestTrace((plan) => {
      for (const { response } of plan.browser)
        if (response.status === 200) response.body = '<div id=root></div><script src=/app.js></script>'
    })
    expect(ask('consent-page-names-client', trace).kind).toBe('not-applicable')
  })
})
