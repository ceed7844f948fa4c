import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose'
import { describe, expect, it } from 'vitest'
import { clientTable } from '../../src/sandbox/clientTable.ts'
import { type Bench, benches, usual } from './defectHarness.ts'
import { claimsOf, headerOf } from './keys.ts'
import type { Walker } from './walker.ts'

const { open } = benches()

const serverKeys = async (bench: Bench) => {
  const answer = await (await bench.walker()).get('/jwks', {})
  return createLocalJWKSet(answer.json as unknown as JSONWebKeySet)
}

/** The code of an honest authorization, out of a JWT response too. */
const codeOf = async (bench: Bench, walker: Walker): Promise<string> => {
  const { searchParams } = await walker.callback()
  const response = searchParams.get('response')
  if (response === null) return searchParams.get('code') ?? ''
  expect([...searchParams.keys()].filter((name) => !name.startsWith('dummy'))).toEqual(['response'])
  const { issuer } = walker.sandbox
  const { payload } = await jwtVerify(response, await serverKeys(bench), { issuer, audience: walker.client.id })
  expect(payload.state).toBe('a-state')
  return String(payload.code)
}

describe.each(clientTable)('$id', (plan) => {
  it('walks from PAR to resource, UserInfo, refresh, introspection and revocation', async () => {
    const bench = await open()
    const walker = await bench.walker(plan.id)
    const tokens = await walker.redeem(await codeOf(bench, walker))
    const { access_token: access, refresh_token: refresh, id_token: idToken } = tokens.json
    const dpop = plan.senderConstraint === 'dpop'
    expect(tokens.json).toMatchObject({
      token_type: dpop ? 'DPoP' : 'Bearer',
      expires_in: 120,
      scope: 'openid accounts',
    })
    expect(String(access)).toHaveLength(43)

    const { issuer } = walker.sandbox
    const { payload } = await jwtVerify(String(idToken), await serverKeys(bench), { issuer, audience: plan.id })
    expect(payload).toMatchObject({ sub: 'sub-user1', nonce: 'a-nonce' })
    expect(headerOf(idToken).alg).toBe(plan.alg ?? 'ES256')

    const resource = await walker.get('/accounts', await walker.access(access))
    expect(resource).toMatchObject({ status: 200, json: { accounts: expect.any(Array) } })
    const userinfo = await walker.get('/userinfo', await walker.access(access, 'GET', '/userinfo'))
    expect(userinfo).toMatchObject({ status: 200, json: { sub: 'sub-user1' } })

    const cnf = dpop ? { jkt: walker.key.jkt } : { 'x5t#S256': bench.client(plan.id).certThumbprint }
    const introspection = await walker.post('/introspect', { ...(await walker.credentials()), token: String(access) })
    expect(introspection.json).toMatchObject({ active: true, client_id: plan.id, cnf, scope: 'openid accounts' })

    const refreshed = await walker.refresh(refresh)
    expect(refreshed.json.refresh_token).toBe(refresh)
    expect(claimsOf(refreshed.json.id_token)).not.toHaveProperty('nonce')
    const second = refreshed.json.access_token
    expect((await walker.get('/accounts', await walker.access(second))).status).toBe(200)

    await walker.post('/revoke', { ...(await walker.credentials()), token: String(refresh) })
    expect((await walker.get('/accounts', await walker.access(second))).status).toBe(401)
  })

  it('gets a token with client credentials', async () => {
    const walker = await (await open()).walker(plan.id)
    const answer = await walker.clientCredentials()
    expect(answer.json).not.toHaveProperty('refresh_token')
    expect((await walker.get('/accounts', await walker.access(answer.json.access_token))).status).toBe(200)
  })
})

describe('plain OAuth', () => {
  it('yields no ID token and no access to UserInfo', async () => {
    const walker = await (await open()).walker(usual, {}, false)
    const { json } = await walker.redeem(await walker.code())
    expect(json).not.toHaveProperty('id_token')
    const answer = await walker.get('/userinfo', await walker.access(json.access_token, 'GET', '/userinfo'))
    expect(answer.status).toBe(403)
  })
})

describe('JWT access tokens', () => {
  it('carry cnf and work like opaque ones', async () => {
    const bench = await open({ accessTokens: 'jwt' })
    const walker = await bench.walker()
    const { json } = await walker.redeem(await walker.code())
    const { issuer } = bench.sandbox
    const { payload } = await jwtVerify(String(json.access_token), await serverKeys(bench), { issuer, typ: 'at+jwt' })
    expect(payload).toMatchObject({
      client_id: usual,
      sub: 'sub-user1',
      scope: 'openid accounts',
      cnf: { jkt: walker.key.jkt },
    })
    const get = async (path: string, token: unknown) => walker.get(path, await walker.access(token, 'GET', path))
    expect((await get('/accounts', json.access_token)).status).toBe(200)
    expect((await get('/userinfo', json.access_token)).json.sub).toBe('sub-user1')
    const token = String(json.access_token)
    const form = async () => ({ ...(await walker.credentials()), token })
    expect((await walker.post('/introspect', await form())).json.active).toBe(true)
    expect((await get('/accounts', payload.jti)).status).toBe(401)
    await walker.post('/revoke', await form())
    expect((await get('/accounts', json.access_token)).status).toBe(401)
  })
})

describe('DPoP nonces', () => {
  it('are demanded and then accepted at both servers', async () => {
    const walker = await (await open({ nonces: true })).walker()
    const code = await walker.code()
    const demand = await walker.redeem(code)
    expect(demand).toMatchObject({ status: 400, json: { error: 'use_dpop_nonce' } })
    walker.nonces.as = String(demand.headers['dpop-nonce'])
    const { json } = await walker.redeem(code)
    const refusal = await walker.get('/accounts', await walker.access(json.access_token))
    expect(refusal.status).toBe(401)
    expect(refusal.headers['www-authenticate']).toContain('error="use_dpop_nonce"')
    walker.nonces.rs = walker.nonces.as
    expect((await walker.get('/accounts', await walker.access(json.access_token))).status).toBe(401)
    walker.nonces.rs = String(refusal.headers['dpop-nonce'])
    expect((await walker.get('/accounts', await walker.access(json.access_token))).status).toBe(200)
  })

  it.each(['as', 'rs'] as const)('are demanded only at the %s if that is asked for', async (place) => {
    const walker = await (await open({ nonces: place })).walker()
    const first = await walker.clientCredentials()
    expect(first.status).toBe(place === 'as' ? 400 : 200)
    walker.nonces.as = place === 'as' ? String(first.headers['dpop-nonce']) : undefined
    const { access_token: token } = (await walker.clientCredentials()).json
    expect((await walker.get('/accounts', await walker.access(token))).status).toBe(place === 'as' ? 200 : 401)
  })
})

describe('introspection as JWT (RFC 9701)', () => {
  const accept = { accept: 'application/token-introspection+jwt' }

  it('is signed and names the caller', async () => {
    const bench = await open()
    const walker = await bench.walker()
    const { access_token: token } = (await walker.clientCredentials()).json
    const answer = await walker.post('/introspect', { ...(await walker.credentials()), token: String(token) }, accept)
    expect(answer.headers['content-type']).toContain('application/token-introspection+jwt')
    const options = { issuer: bench.sandbox.issuer, audience: usual, typ: 'token-introspection+jwt' }
    const { payload } = await jwtVerify(answer.text, await serverKeys(bench), options)
    expect(payload.token_introspection).toMatchObject({ active: true, client_id: usual })
    expect(payload).not.toHaveProperty('sub')
  })

  it('is refused with 400 to callers that do not authenticate', async () => {
    const walker = await (await open()).walker()
    expect((await walker.post('/introspect', { client_id: usual, token: 'x' }, accept)).status).toBe(400)
  })
})

describe('resource API', () => {
  it('makes payments with the scope for it', async () => {
    const walker = await (await open()).walker()
    const { access_token: token } = (await walker.clientCredentials({ scope: 'payments' })).json
    const headers = { ...(await walker.access(token, 'POST', '/payments')), 'content-type': 'application/json' }
    const order = { amount: '10.00', currency: 'EUR' }
    const answer = await walker.send('POST', `${walker.origin}/payments`, { headers, body: JSON.stringify(order) })
    expect(answer).toMatchObject({ status: 201, json: { status: 'accepted', order } })
  })

  it('gives transactions, echoes x-fapi-interaction-id and is not cacheable', async () => {
    const walker = await (await open()).walker()
    const { access_token: token } = (await walker.clientCredentials({ scope: 'transactions' })).json
    const id = '7a1ce6b4-1d2e-4f39-8c3a-0a1b2c3d4e5f'
    const headers = { ...(await walker.access(token, 'GET', '/transactions')), 'x-fapi-interaction-id': id }
    const answer = await walker.get('/transactions', headers)
    expect(answer).toMatchObject({
      status: 200,
      headers: {
        'x-fapi-interaction-id': id,
        'cache-control': 'no-store',
        'strict-transport-security': expect.any(String),
      },
    })
    expect(Math.abs(Date.parse(String(answer.headers.date)) - Date.now())).toBeLessThan(3000)
  })

  it('challenges both schemes without an error if nothing was sent', async () => {
    const answer = await (await (await open()).walker()).get('/accounts', {})
    expect(answer.status).toBe(401)
    expect(answer.headers['www-authenticate']).toEqual([
      'DPoP algs="PS256 ES256 EdDSA Ed25519"',
      expect.stringMatching(/^Bearer realm="https:/),
    ])
  })
})
