import { describe, expect, it } from 'vitest'
import { forgeConsent } from '../../src/login/forgeConsent.ts'
import { canForge, forge, formSecrets } from '../../src/login/forgery.ts'
import type { Hop } from '../../src/login/redirect.ts'
import type { Visit, VisitOutcome } from '../../src/login/types.ts'
import type { Exchange } from '../../src/wire/types.ts'

const post = (url: string, body: string, contentType = 'application/x-www-form-urlencoded'): Hop => {
  return { method: 'POST', url: `https://as.example${url}`, body, contentType, carriesPassword: false }
}
const starts = ['https://as.example/authorize?client_id=client1&request_uri=urn:x:aB3dE5fG7hI9jK1l']

describe('what a page of another site cannot know', () => {
  it.each([
    ['an address that changes', '/consent/k3j4h5g6', '/consent/p9o8i7u6', true],
    ['an address of the session', '/consent/aB3dE5fG7hI9jK1l2M', '/consent/aB3dE5fG7hI9jK1l2M', true],
    ['a query that changes', '/consent?uid=k3j4h5g6', '/consent?uid=p9o8i7u6', true],
    ['an address for everybody', '/oauth2/v2/consent', '/oauth2/v2/consent', false],
    ['a number that is counted up', '/consent/4711', '/consent/4712', false],
    [
      'an address with what the forger pushed',
      '/consent?request_uri=urn:x:aB3dE5fG7hI9jK1l',
      '/consent?request_uri=urn:x:aB3dE5fG7hI9jK1l',
      false,
    ],
  ])('%s', (_name, first, second, secret) => {
    expect(formSecrets(post(first, ''), post(second, ''), starts).address).toBe(secret)
  })

  it('fields that change, and those that look like a session, but not what stands in the request', () => {
    const first = post('/c', 'action=allow&once=aaaaaa&csrf=s3cretof1session&client_id=client1&n=1&lang=en-GB')
    const second = post('/c', 'action=allow&once=bbbbbb&csrf=s3cretof1session&client_id=client1&n=2&lang=en-GB')
    expect([...formSecrets(first, second, starts).fields]).toEqual(['once', 'csrf'])
  })
})

describe('a forged form', () => {
  const form = post('/c', 'action=allow&csrf=secret')
  it('goes out without its secrets, or with made-up ones', () => {
    expect(forge(form, new Set(['csrf']), 'left out')).toEqual({ ...form, body: 'action=allow' })
    expect(forge(form, new Set(['csrf']), 'made up')).toEqual({ ...form, body: 'action=allow&csrf=terces' })
    expect(forge(form, new Set(), 'left out')).toEqual(form)
  })

  it('is of the usual encoding', () => {
    expect(canForge(form)).toBe(true)
    expect(canForge(post('/c', '', 'multipart/form-data'))).toBe(false)
    expect(canForge({ ...form, method: 'GET', body: null, contentType: null })).toBe(true)
  })
})

/** A server whose consent form is `form(n)` at the nth visit, and which answers what is sent by `answer`. */
function server(form: ((visit: number) => Hop) | null, answer: (sent: Hop) => string) {
  const sent: Hop[] = []
  let visits = 0
  const exchanges = (): Exchange[] => [{ id: `x${visits}` } as Exchange]
  const page = { url: '', status: 403, title: 'Go away', text: '', hasPasswordField: false, hasForm: false }
  const ends: Readonly<Record<string, () => VisitOutcome>> = {
    code: () => ({ kind: 'callback', url: 'https://rp.example/cb?code=c&state=s', exchanges: exchanges() }),
    error: () => ({ kind: 'callback', url: 'https://rp.example/cb?error=access_denied', exchanges: exchanges() }),
    page: () => ({ kind: 'page', page: { ...page, screenshot: null }, exchanges: exchanges() }),
    nothing: () => ({ kind: 'network', message: 'no answer', exchanges: exchanges() }),
  }
  const end = (name: string): VisitOutcome =>
    ends[name]?.() ?? { kind: 'callback', url: `https://rp.example/cb?${name}`, exchanges: exchanges() }
  const visitWith = async (_visit: Visit, instead: (form: Hop) => Hop | null): Promise<VisitOutcome> => {
    visits++
    if (!form) return end('code')
    const hop = instead(form(visits))
    if (hop) sent.push(hop)
    return end(hop ? answer(hop) : 'page')
  }
  const result = () => forgeConsent(async () => ({ url: starts[0] }) as Visit, visitWith)
  return { sent, result }
}
const guarded = (visit: number): Hop => post('/c', `action=allow&csrf=token-no-${visit}${visit}`)

describe('forging a consent', () => {
  it('succeeds where nothing guards the form', async () => {
    const { result, sent } = server(
      () => post('/c', 'action=allow'),
      () => 'code',
    )
    expect(await result()).toEqual({
      kind: 'accepted',
      detail: 'sent from https://foreign.example/: the client was sent code, state',
      exchanges: ['x2'],
    })
    expect(sent).toHaveLength(1)
  })

  it.each([
    ['only looks whether there is a token', (hop: Hop) => hop.body?.includes('csrf='), 'csrf made up'],
    ['only compares a token that is there', (hop: Hop) => !hop.body?.includes('csrf='), 'csrf left out'],
  ])('succeeds where the server %s', async (_name, takes, how) => {
    const { result } = server(guarded, (hop) => (takes(hop) ? 'code' : 'page'))
    expect(await result()).toMatchObject({ kind: 'accepted', detail: expect.stringContaining(how) })
  })

  it.each([
    ['page' as const, 'csrf made up: page "Go away" with status 403'],
    ['error' as const, 'csrf made up: the client was told of an error'],
  ])('fails where the answer is %s', async (answer, detail) => {
    const { result, sent } = server(guarded, () => answer)
    expect(await result()).toMatchObject({ kind: 'refused', detail: expect.stringContaining(detail) })
    expect(sent).toHaveLength(2)
  })

  it.each([
    ['a code', { code: 'c', iss: 'i' }, 'accepted'],
    ['an error', { error: 'access_denied' }, 'refused'],
    ['nothing to be read', null, 'unknown'],
  ])('reads a signed answer with %s', async (_name, claims, kind) => {
    const payload = claims ? Buffer.from(JSON.stringify(claims)).toString('base64url') : 'x'
    const { result } = server(
      () => post('/c', 'action=allow'),
      () => `response=e30.${payload}.c2ln`,
    )
    expect(await result()).toMatchObject({ kind })
  })

  it('has nothing to send to an address that cannot be guessed', async () => {
    const { result, sent } = server(
      (n) => post(`/c/aB3dE5fG7hI9jK1${n}`, 'action=allow'),
      () => 'code',
    )
    expect(await result()).toMatchObject({ kind: 'refused', exchanges: ['x2'] })
    expect(sent).toEqual([])
  })

  it('says what it cannot tell', async () => {
    expect(await server(null, () => 'code').result()).toEqual({ kind: 'nothing-asked' })
    expect(await server(guarded, () => 'nothing').result()).toMatchObject({ kind: 'unknown' })
    const odd = server(
      () => post('/c', 'a', 'multipart/form-data'),
      () => 'code',
    )
    expect(await odd.result()).toMatchObject({ kind: 'not-forgeable' })
    expect(
      await forgeConsent(
        async () => null,
        async () => Promise.reject(new Error('not reached')),
      ),
    ).toMatchObject({
      kind: 'unknown',
      detail: 'the honest push was not accepted',
    })
  })
})
