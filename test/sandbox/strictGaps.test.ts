import { describe, expect, it } from 'vitest'
import { benches, usual } from './defectHarness.ts'
import { claimsOf, seconds } from './keys.ts'
import type { Walker } from './walker.ts'

const { open } = benches()
const walkerOf = async () => (await open()).walker()
const authorizeWith = (walker: Walker, params: Record<string, string>) =>
  walker.browse('GET', `${walker.sandbox.issuer}/authorize?${new URLSearchParams(params)}`)

describe('requests that never reach the library', () => {
  it.each(['/Token', '/token/', '/authorize/', '/interaction', '/session/end', '/reg', '/'])(
    '%s is not found',
    async (path) => {
      expect((await (await walkerOf()).get(path, {})).status).toBe(404)
    },
  )

  it.each([
    ['GET', '/par', 'POST'],
    ['GET', '/token', 'POST'],
    ['PUT', '/introspect', 'POST'],
    ['DELETE', '/revoke', 'POST'],
    ['OPTIONS', '/authorize', 'GET, POST'],
    ['POST', '/accounts', 'GET'],
    ['GET', '/payments', 'POST'],
    ['POST', '/jwks', 'GET, HEAD'],
  ])('%s %s is 405', async (method, path, allow) => {
    const walker = await walkerOf()
    const answer = await walker.send(method, walker.origin + path)
    expect(answer).toMatchObject({ status: 405, headers: { allow } })
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin')
  })

  it('a Host header of another origin is misdirected', async () => {
    expect((await (await walkerOf()).get('/jwks', { host: 'localhost:1' })).status).toBe(421)
  })

  it('pages are not served where certificates are asked for', async () => {
    const walker = await (await open()).walker('pki-dpop-client1')
    expect((await walker.get('/authorize?client_id=x', {})).status).toBe(404)
  })

  it('a body that is no form is refused', async () => {
    const walker = await walkerOf()
    const headers = { 'content-type': 'application/json' }
    const answer = await walker.send('POST', `${walker.origin}/par`, { headers, body: '{}' })
    expect(answer).toMatchObject({ status: 400, json: { error: 'invalid_request' } })
  })

  it('a body over 64 KiB is refused and the connection goes on', async () => {
    const walker = await walkerOf()
    expect((await walker.par({ state: 's'.repeat(70_000) })).status).toBe(413)
    expect((await walker.par()).status).toBe(201)
  })
})

describe('pushed requests', () => {
  it.each([
    ['clock 10 s ahead', { iat: 10, nbf: 10, exp: 70 }],
    ['clock 30 s behind', { iat: -30, exp: 30 }],
  ])('assertions with a %s are accepted', async (_name, offsets) => {
    const walker = await walkerOf()
    const claims = Object.fromEntries(Object.entries(offsets).map(([name, value]) => [name, seconds() + value]))
    const form = { ...(await walker.credentials(await walker.assertion(claims))), ...walker.authorizationParams() }
    expect((await walker.post('/par', form)).status).toBe(201)
  })

  it('answers are as RFC 9126 has them', async () => {
    const answer = await (await walkerOf()).par()
    expect(answer).toMatchObject({ status: 201, json: { expires_in: 60 }, headers: { 'cache-control': 'no-store' } })
    expect(Object.keys(answer.json).sort()).toEqual(['expires_in', 'request_uri'])
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin')
  })

  it('an empty parameter counts as absent', async () => {
    const answer = await (await walkerOf()).par({ redirect_uri: '' })
    expect(answer.json).toMatchObject({
      error: 'invalid_request',
      error_description: expect.stringContaining('redirect_uri'),
    })
  })

  it('an unknown response_mode is refused', async () => {
    expect((await (await walkerOf()).par({ response_mode: 'web_message' })).status).toBe(400)
  })

  it('an unknown scope is not granted', async () => {
    const walker = await walkerOf()
    const { json } = await walker.redeem(await walker.code({ scope: 'openid accounts everything' }))
    expect(json.scope).toBe('openid accounts')
  })

  it('dpop_jkt of a certificate-bound client means nothing', async () => {
    const walker = await (await open()).walker('pkjwt-mtls-client1')
    const code = await walker.code({ dpop_jkt: walker.key.jkt })
    expect((await walker.redeem(code)).status).toBe(200)
  })

  it('error descriptions keep to the characters of RFC 6749', async () => {
    const answer = await (await walkerOf()).par({ response_type: 'tökën "x"\\' })
    expect(answer.json.error_description).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/)
  })
})

describe('the authorization endpoint', () => {
  it('sends nobody to an unregistered address', async () => {
    const walker = await walkerOf()
    const answer = await authorizeWith(walker, {
      client_id: usual,
      redirect_uri: 'https://foreign.example/',
      response_type: 'code',
    })
    expect(answer.status).toBe(400)
    expect(answer.headers).not.toHaveProperty('location')
    expect(answer.headers).not.toHaveProperty('set-cookie')
    expect(answer.text).toContain('Request refused')
  })

  it('answers a request that was not pushed with invalid_request and iss', async () => {
    const walker = await walkerOf()
    const params = { client_id: usual, ...walker.authorizationParams() } as Record<string, string>
    const answer = await authorizeWith(walker, params)
    const location = new URL(String(answer.headers.location))
    expect(Object.fromEntries(location.searchParams)).toMatchObject({
      error: 'invalid_request',
      iss: walker.sandbox.issuer,
      state: 'a-state',
    })
  })

  it('lets only pushed parameters count', async () => {
    const walker = await walkerOf()
    const url = walker.authorizeUrl((await walker.par()).json.request_uri, {
      state: 'other',
      scope: 'payments',
      nonce: 'other',
    })
    const { callback } = await walker.authorize(url)
    expect(callback?.searchParams.get('state')).toBe('a-state')
    const { json } = await walker.redeem(callback?.searchParams.get('code') ?? '')
    expect(json.scope).toBe('openid accounts')
    expect(claimsOf(json.id_token).nonce).toBe('a-nonce')
  })

  it('works by POST', async () => {
    const walker = await walkerOf()
    const { request_uri: requestUri } = (await walker.par()).json
    const form = { client_id: usual, request_uri: String(requestUri) }
    const answer = await walker.browse('POST', `${walker.sandbox.issuer}/authorize`, form)
    expect(answer).toMatchObject({ status: 303, headers: { location: expect.stringContaining('/interaction/') } })
  })

  it('refuses repeated parameters', async () => {
    const walker = await walkerOf()
    const url = `${walker.authorizeUrl((await walker.par()).json.request_uri)}&client_id=${usual}`
    expect((await walker.browse('GET', url)).status).toBe(400)
  })

  it.each(['unknown', ''])('shows an error page for the client %j', async (id) => {
    const walker = await walkerOf()
    const answer = await authorizeWith(walker, { client_id: id, request_uri: 'urn:ietf:params:oauth:request_uri:x' })
    expect(answer.status).toBe(400)
  })

  it('gives claims asked for by the claims parameter', async () => {
    const walker = await walkerOf()
    const claims = JSON.stringify({ id_token: { email: null }, userinfo: { name: null } })
    const { json } = await walker.redeem(await walker.code({ claims }))
    expect(claimsOf(json.id_token).email).toBe('user1@sandbox.example')
    const userinfo = await walker.get('/userinfo', await walker.access(json.access_token, 'GET', '/userinfo'))
    expect(userinfo.json).toMatchObject({ name: 'Sandbox user1' })
  })
})

describe('tokens', () => {
  it('reuse of a code also ends the refresh token', async () => {
    const walker = await walkerOf()
    const code = await walker.code()
    const { refresh_token: refresh } = (await walker.redeem(code)).json
    expect((await walker.redeem(code)).json.error).toBe('invalid_grant')
    expect((await walker.refresh(refresh)).json.error).toBe('invalid_grant')
  })

  it('revoking one authorization leaves another of the same user and client alone', async () => {
    const walker = await walkerOf()
    const first = (await walker.redeem(await walker.code())).json
    const second = (await walker.redeem(await walker.code())).json
    await walker.post('/revoke', { ...(await walker.credentials()), token: String(first.refresh_token) })
    expect((await walker.get('/accounts', await walker.access(first.access_token))).status).toBe(401)
    expect((await walker.get('/accounts', await walker.access(second.access_token))).status).toBe(200)
  })

  it('a certificate counts on a resumed TLS session too', async () => {
    const walker = await (await open()).walker('pki-mtls-client1')
    const { access_token: token } = (await walker.clientCredentials()).json
    for (let count = 0; count < 3; count += 1) {
      const headers = { ...(await walker.access(token)), connection: 'close' }
      expect((await walker.get('/accounts', headers)).status).toBe(200)
    }
  })
})

describe('nothing that a client sends is an internal error', () => {
  const odd = ['', '%', '\u0000', 'ä'.repeat(300), '[]', '{}', 'null', '-1', '1e999', '../..', "'; --", '\r\nx: y']
  const names = [
    'claims',
    'max_age',
    'prompt',
    'scope',
    'state',
    'nonce',
    'redirect_uri',
    'request',
    'dpop_jkt',
    'code_challenge',
  ]

  it.each(names)('%s at PAR', async (name) => {
    const walker = await walkerOf()
    for (const value of odd) {
      const par = await walker.par({ [name]: value })
      expect(par.status, `${name}=${value}`).toBeLessThan(500)
      expect(par.json.error_description ?? 'x').toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/)
      if (par.status !== 201) continue
      const { callback, steps } = await walker.authorize(walker.authorizeUrl(par.json.request_uri))
      expect(callback !== null || Number(steps.at(-1)?.status) < 500, `${name}=${value}`).toBe(true)
    }
  })

  it.each(['client_assertion', 'client_id', 'grant_type', 'code', 'code_verifier'])(
    '%s at the token endpoint',
    async (name) => {
      const walker = await walkerOf()
      for (const value of odd) expect((await walker.redeem('x', { [name]: value })).status, value).toBeLessThan(500)
    },
  )

  it.each(odd)('request_uri %j at the authorization endpoint', async (value) => {
    const walker = await walkerOf()
    expect((await walker.browse('GET', walker.authorizeUrl(value))).status).toBe(400)
  })
})
