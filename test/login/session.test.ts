import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHttpDriver } from '../../src/login/createHttpDriver.ts'
import { HttpSession, isSameSite } from '../../src/login/HttpSession.ts'
import { navigationHeaders } from '../../src/login/navigationHeaders.ts'
import { type Bank, CALLBACK, PASSWORD, startBank, USERNAME } from './bank.ts'
import { PAGE_KINDS } from './pageKinds.ts'
import { openWire } from './site.ts'

const AT = 'https://127.0.0.1:9443/login'

describe('cookies of the http driver', () => {
  const take = (...lines: string[]): HttpSession => {
    const session = new HttpSession()
    session.take(AT, lines, Date.now())
    return session
  }

  it('keep path, HttpOnly and Secure, also on loopback', () => {
    const session = take(
      'a=1; Path=/login',
      'b=2; Path=/other',
      'c=3; Secure; HttpOnly; Path=/',
      '__Host-d=4; Secure; Path=/',
    )
    expect(session.cookieHeader(AT, 'GET', null)?.split('; ').toSorted()).toEqual(['__Host-d=4', 'a=1', 'c=3'])
    expect(session.cookieHeader('https://127.0.0.1:9443/', 'GET', null)?.split('; ').toSorted()).toEqual([
      '__Host-d=4',
      'c=3',
    ])
    expect(session.cookieHeader('https://localhost:9443/', 'GET', null)).toBeNull()
  })

  it('leave out what a browser does not take', () => {
    const session = take('__Host-x=1; Path=/login; Secure', 'y=2; Domain=example.com', '=', 'gone=1; Max-Age=0', 'ok=1')
    expect(session.cookieHeader(AT, 'GET', null)).toBe('ok=1')
  })

  it.each([
    ['https://client.invalid/', 'GET', 'lax=1; none=1'],
    ['https://client.invalid/', 'POST', 'none=1'],
    ['https://127.0.0.1:1/', 'POST', 'strict=1; lax=1; none=1'],
    [null, 'GET', 'strict=1; lax=1; none=1'],
  ])('sent from %s by %s: %s', (initiator, method, cookies) => {
    const session = take('strict=1; SameSite=Strict', 'lax=1; SameSite=Lax', 'none=1; SameSite=None; Secure')
    expect(session.cookieHeader(AT, method, initiator)?.split('; ').toSorted()).toEqual(cookies.split('; ').toSorted())
  })

  it('are copied deeply', () => {
    const session = take('a=1')
    const copy = session.clone()
    copy.take(AT, ['a=2', 'b=1'], Date.now())
    session.take(AT, ['c=1'], Date.now())
    expect(session.cookieHeader(AT, 'GET', null)).toBe('a=1; c=1')
    expect(copy.cookieHeader(AT, 'GET', null)).toBe('a=2; b=1')
  })

  it('know one site from another', () => {
    expect(isSameSite('https://login.bank.example/', 'https://www.bank.example/')).toBe(true)
    expect(isSameSite('https://a.co.uk/', 'https://b.co.uk/')).toBe(false)
    expect(isSameSite('https://bank.example/', 'http://bank.example/')).toBe(false)
    expect(isSameSite('https://127.0.0.1:1/', 'https://127.0.0.2:1/')).toBe(false)
  })
})

describe('headers of a navigation', () => {
  const hop = {
    method: 'POST',
    url: 'https://as.example/x',
    body: 'a=1',
    contentType: 'text/plain',
    carriesPassword: false,
  } as const
  const named = (...args: Parameters<typeof navigationHeaders>): Record<string, string> =>
    Object.fromEntries(navigationHeaders(...args))

  it('name the page that caused it, in full only to its own origin', () => {
    expect(named(hop, 'https://as.example/login?a=1#f', 'k=v', false)).toMatchObject({
      origin: 'https://as.example',
      referer: 'https://as.example/login?a=1',
      cookie: 'k=v',
      'content-type': 'text/plain',
    })
    expect(named(hop, 'https://idp.example/login?a=1', null, false)).toMatchObject({
      referer: 'https://idp.example/',
      origin: 'https://idp.example',
    })
    expect(named(hop, 'https://idp.example/login', null, true)).toMatchObject({ origin: 'null' })
  })

  it('name nothing for a typed address and no secure page to an insecure one', () => {
    expect(Object.keys(named(hop, null, null, false))).not.toContain('referer')
    expect(Object.keys(named({ ...hop, url: 'http://as.example/' }, 'https://as.example/', null, false))).not.toContain(
      'referer',
    )
  })
})

describe('a session of the http driver', () => {
  let bank: Bank
  let opened: Awaited<ReturnType<typeof openWire>>
  beforeAll(async () => {
    bank = await startBank(PAGE_KINDS[0] ?? never())
    opened = await openWire()
  })
  afterAll(async () => {
    await bank.close()
    await opened.wire.close()
  })

  it('serves a second visit, and its copies, without another login', async () => {
    const config = { driver: 'http', username: USERNAME, password: PASSWORD, steps: null, cancel: null } as const
    const driver = createHttpDriver({ config, now: Date.now })
    const session = driver.newSession()
    const untouched = session.clone()
    const common = { url: bank.authorizeUrl, action: 'approve', callbacks: [CALLBACK], send: opened.send } as const
    await driver.visit({ ...common, session })
    await driver.visit({ ...common, session })
    await driver.visit({ ...common, session: session.clone() })
    expect(bank.logins()).toHaveLength(1)
    await driver.visit({ ...common, session: untouched })
    expect(bank.logins()).toHaveLength(2)
  })
})

function never(): never {
  throw new Error('no page kinds')
}
