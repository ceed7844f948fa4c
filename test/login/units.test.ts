import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { browserAnswer } from '../../src/login/browserAnswer.ts'
import { isCallback, postedUrl } from '../../src/login/callbackUrl.ts'
import { defaultButton, submitForm } from '../../src/login/formSubmission.ts'
import { carriesPassword, createLockGuard, refusesPassword } from '../../src/login/passwordGuard.ts'
import { readPage } from '../../src/login/readPage.ts'
import { requestValues } from '../../src/login/requestValues.ts'
import { createSlots } from '../../src/login/slots.ts'
import { within } from '../../src/login/within.ts'
import { fold, says } from '../../src/login/words.ts'
import type { RecordedResponse } from '../../src/wire/types.ts'

const NOTHING = { fills: new Map(), ticks: new Map() }

describe('words', () => {
  it('are compared without accents, case and punctuation, as whole words', () => {
    expect(fold(' Größe: É_b ')).toBe('grosse e b')
    expect(says('Sí, autorizar', 'approve')).toBe(1)
    expect(says('ALLOW!', 'approve')).toBe(2)
    expect(says('Swallow', 'approve')).toBe(0)
    expect(says('userName', 'username')).toBe(2)
    expect(says('Continue with GitHub', 'otherWay')).toBe(1)
    expect(says('', 'approve')).toBe(0)
  })
})

describe('forms', () => {
  const page = readPage(
    `<form method="post" action="/x?kept=1" enctype="multipart/form-data"><input name="a" value="1"><input name="gone" disabled value="2"><fieldset disabled><input name="gone2" value="2"></fieldset>
      <textarea name="t">a\nb</textarea><select name="m" multiple><option selected>1<option selected>2<option>3</select><select name="s"><option disabled>no<option value="v">yes</select>
      <input type="radio" name="r" value="1" checked><input type="radio" name="r" value="2"><input type="checkbox" name="c" checked><input type="file" name="f"><input name="_charset_" type="hidden">
      <button name="b" value="1">One</button><button name="b" value="2" formmethod="get" formaction="/y">Two</button></form>`,
    'https://as.example/p?q=1#f',
    200,
  )
  const [one, two] = page.controls.filter(({ kind }) => kind === 'submit')

  it('send what browsers send, in order', () => {
    const sent = submitForm(page, 0, NOTHING, one ?? null)
    expect(sent).toMatchObject({ method: 'POST', url: 'https://as.example/x?kept=1' })
    expect(sent?.entries).toEqual([
      ['a', '1'],
      ['t', 'a\r\nb'],
      ['m', '1'],
      ['m', '2'],
      ['s', 'v'],
      ['r', '1'],
      ['c', 'on'],
      ['f', ''],
      ['_charset_', 'UTF-8'],
      ['b', '1'],
    ])
    expect(sent?.contentType).toMatch(/^multipart\/form-data; boundary=/)
    expect(requestValues('https://as.example/', sent?.body ?? null, sent?.contentType ?? '')).toContain('a\r\nb')
  })

  it('are changed by the button that is pressed and by what was ticked', () => {
    const second = page.controls.find(({ kind, value }) => kind === 'radio' && value === '2')
    const ticks = new Map(second === undefined ? [] : [[second, true]])
    const sent = submitForm(page, 0, { fills: new Map(), ticks }, two ?? null)
    expect(sent).toMatchObject({ method: 'GET', body: null })
    expect(sent?.url).toMatch(/^https:\/\/as\.example\/y\?a=1&.*&r=2&.*&b=2$/)
    expect(defaultButton(page, 0)).toBe(one)
  })

  it('that only a script sends are not sent', () => {
    const scripted = readPage(
      '<form action="javascript:go()"></form><form method="dialog"></form>',
      'https://as.example/',
      200,
    )
    expect([submitForm(scripted, 0, NOTHING, null), submitForm(scripted, 1, NOTHING, null)]).toEqual([null, null])
  })

  it('without action go to their page, without its fragment', () => {
    const bare = readPage(
      '<base href="https://other.example/"><form method="post" action=""></form>',
      'https://as.example/p?q=1#f',
      200,
    )
    expect(submitForm(bare, 0, NOTHING, null)?.url).toBe('https://as.example/p?q=1')
  })
})

describe('the password', () => {
  it.each([
    ['query', 'https://x/?a=s%26cret', null, ''],
    ['form', 'https://x/', 'a=1&b=s%26cret', 'application/x-www-form-urlencoded'],
    ['JSON', 'https://x/', '{"a":[{"b":"s&cret"}]}', 'application/json; charset=utf-8'],
    ['JSON without a type', 'https://x/', '{"a":"s&cret"}', ''],
    ['plain text', 'https://x/', 's&cret', 'text/plain'],
    [
      'parts',
      'https://x/',
      '--b\r\nContent-Disposition: form-data; name="p"\r\n\r\ns&cret\r\n--b--\r\n',
      'multipart/form-data; boundary=b',
    ],
  ])('is seen in a request as %s', (_, url, body, type) => {
    expect(carriesPassword(requestValues(url, body, type), 's&cret')).toBe(true)
    expect(carriesPassword(requestValues(url, body, type), 's&cre')).toBe(false)
  })

  it('goes over https to origins that were reached, and is never the empty text', () => {
    const reached = new Set(['https://as.example', 'http://as.example'])
    expect(refusesPassword('https://as.example/x', reached)).toBeNull()
    expect(refusesPassword('https://as.example:444/x', reached)).toContain('did not lead to')
    expect(refusesPassword('http://as.example/x', reached)).toContain('without TLS')
    expect(carriesPassword([''], '')).toBe(false)
  })
})

describe('callback', () => {
  it('is told by redirect URI, or by a response that leaves for elsewhere', () => {
    const reached = new Set(['https://as.example'])
    const at = (url: string): boolean => isCallback(url, ['https://rp.example/cb?t=1'], reached)
    expect(at('https://rp.example/cb?a=2&t=1')).toBe(true)
    expect(at('https://rp.example/cb?t=2')).toBe(false)
    expect(at('https://rp.example/cb/x?t=1')).toBe(false)
    expect(at('https://as.example/x?code=1')).toBe(false)
    expect(at('https://idp.example/authorize?response_type=code')).toBe(false)
    expect(at('https://other.example/?error=x')).toBe(true)
    expect(at('nonsense')).toBe(false)
  })

  it('of a posted form has the parameters in its query', () => {
    expect(postedUrl('POST', 'https://rp.example/cb', 'code=1&state=%C3%BC', 'application/x-www-form-urlencoded')).toBe(
      'https://rp.example/cb?code=1&state=%C3%BC',
    )
    expect(postedUrl('POST', 'https://rp.example/cb', '{}', 'application/json')).toBe('https://rp.example/cb')
  })
})

describe('answers for the browser', () => {
  const response: RecordedResponse = {
    status: 200,
    headers: [],
    body: 'é',
    bodyBytes: 2,
    bodyTruncated: false,
    invalidUtf8: false,
  }
  const given = (
    headers: RecordedResponse['headers'],
    isPage: boolean,
    status = 200,
  ): { code: number; type: string | undefined; names: string[] } => {
    const answer = browserAnswer({ ...response, headers, status }, isPage)
    return {
      code: answer.responseCode,
      type: answer.responseHeaders.find(({ name }) => name === 'content-type')?.value,
      names: answer.responseHeaders.map(({ name }) => name),
    }
  }

  it('are UTF-8 text and keep every cookie', () => {
    expect(
      given(
        [
          ['Content-Type', 'text/html; charset=iso-8859-1'],
          ['Set-Cookie', 'a=1'],
          ['Content-Encoding', 'gzip'],
          ['set-cookie', 'b=2'],
        ],
        true,
      ),
    ).toEqual({ code: 200, type: 'text/html; charset=utf-8', names: ['Set-Cookie', 'set-cookie', 'content-type'] })
    expect(Buffer.from(browserAnswer(response, true).body, 'base64').toString('utf8')).toBe('é')
  })

  it('show as page what would be downloaded or have no content', () => {
    expect(
      given(
        [
          ['content-type', 'application/pdf'],
          ['content-disposition', 'attachment'],
        ],
        true,
      ),
    ).toMatchObject({ type: 'text/plain; charset=utf-8', names: ['content-type'] })
    expect(given([['content-type', 'application/wasm']], false)).toMatchObject({ type: 'application/wasm' })
    expect(given([], true, 204).code).toBe(200)
    expect(given([], false, 204).code).toBe(204)
  })
})

describe('limits', () => {
  it('let so many tasks run at once', async () => {
    const inSlot = createSlots(2)
    let running = 0
    let most = 0
    const task = async (fails: boolean): Promise<void> => {
      running += 1
      most = Math.max(most, running)
      await sleep(5)
      running -= 1
      if (fails) throw new Error('x')
    }
    const results = await Promise.allSettled(
      [true, false, true, false, false].map((fails) => inSlot(() => task(fails))),
    )
    expect(most).toBe(2)
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected', 'fulfilled', 'fulfilled'])
  })

  it('end what takes too long or fails', async () => {
    expect(await within(1000, Promise.resolve(1), 0)).toBe(1)
    expect(await within(1000, Promise.reject(new Error('x')), 0)).toBe(0)
    expect(await within(10, new Promise<number>(() => {}), 0)).toBe(0)
  })
})

describe('the lock that keeps an account from being locked', () => {
  it('closes after two refusals, and after ten where the password was taken before', () => {
    const lock = createLockGuard()
    lock.refused()
    expect(lock.closed()).toBeNull()
    lock.refused()
    expect(lock.closed()).toMatch('refused 2 times')
    lock.taken()
    for (let times = 1; times < 10; times++) lock.refused()
    expect(lock.closed()).toBeNull()
    lock.refused()
    expect(lock.closed()).toMatch('refused 10 times')
  })
})
