import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { call } from './acmeFlow.ts'
import { connectidWalker } from './connectidFlow.ts'
import { benches } from './defectHarness.ts'
import { claimsOf, headerOf, seconds } from './keys.ts'
import type { Walker } from './walker.ts'

const { open } = benches()

const variants = [{ sender_constraint: 'mtls', request: 'signed' }] as const
const walkerOf = async (slot: 'client1' | 'client2' = 'client1'): Promise<Walker> =>
  connectidWalker(await open({ dialect: 'connectid-au', variants }), slot)

const claims = JSON.stringify({ id_token: { given_name: { essential: true }, over18: null }, userinfo: { name: null } })

it('gives the claims that were asked for, under an identifier for this client', async () => {
  const walker = await walkerOf()
  const other = await walkerOf('client2')
  const granted = await walker.redeem(await walker.code({ scope: 'openid', claims, purpose: 'Opening an account' }))
  expect(granted.json).toMatchObject({ scope: 'openid', expires_in: 120 })
  expect(headerOf(granted.json.id_token).alg).toBe('PS256')
  const idToken = claimsOf(granted.json.id_token)
  expect(idToken).toMatchObject({ given_name: 'Kim', over18: true })
  expect(idToken).not.toHaveProperty('family_name')
  const token = String(granted.json.access_token)
  const userinfo = await call(walker, ['GET', '/userinfo'], token)
  expect(userinfo.json).toEqual({ sub: idToken.sub, name: 'Kim Alex Sample' })
  const theirs = await other.redeem(await other.code({ scope: 'openid' }))
  expect(claimsOf(theirs.json.id_token).sub).not.toBe(idToken.sub)
  expect(idToken.sub).not.toContain('user1')
})

it('echoes x-fapi-interaction-id at the authorization server, too', async () => {
  const walker = await walkerOf()
  const id = randomUUID()
  const headers = { 'x-fapi-interaction-id': id }
  expect((await walker.par({ scope: 'openid' }, headers)).headers).toMatchObject(headers)
  const refused = await walker.post('/token', { grant_type: 'authorization_code' }, headers)
  expect(refused).toMatchObject({ status: 401, headers })
  expect((await walker.par({ scope: 'openid' })).headers['x-fapi-interaction-id']).toMatch(/^[0-9a-f-]{36}$/)
})

it('shows the purpose to the user and limits its length', async () => {
  const walker = await walkerOf()
  const purpose = 'ä'.repeat(300)
  const par = await walker.par({ scope: 'openid', purpose })
  const { steps } = await walker.authorize(walker.authorizeUrl(par.json.request_uri))
  expect(steps.some(({ text }) => text.includes(`Purpose: ${purpose}`))).toBe(true)
  for (const bad of ['ab', `${purpose}ä`]) {
    expect(await walker.par({ scope: 'openid', purpose: bad })).toMatchObject({
      status: 400,
      json: { error: 'invalid_request' },
    })
  }
})

it('takes request objects of ten minutes only', async () => {
  const walker = await walkerOf()
  const push = async (times: Record<string, unknown>) => {
    const form = await walker.signed({ ...walker.authorizationParams(), scope: 'openid' }, times)
    return (await walker.post('/par', { ...(await walker.credentials()), ...form })).status
  }
  const now = seconds()
  expect(await push({ nbf: now, exp: now + 600 })).toBe(201)
  expect(await push({ nbf: now, exp: now + 660 })).toBe(400)
  expect(await push({ nbf: now - 660, iat: now - 660, exp: now - 60 + 120 })).toBe(400)
})

it('announces what it does', async () => {
  const walker = await walkerOf()
  const { json } = await walker.get('/.well-known/openid-configuration', {})
  expect(json).toMatchObject({
    subject_types_supported: ['pairwise'],
    scopes_supported: ['openid', 'offline_access'],
    id_token_signing_alg_values_supported: ['PS256'],
    request_object_signing_alg_values_supported: ['PS256'],
    token_endpoint_auth_signing_alg_values_supported: ['PS256'],
    claims_supported: expect.arrayContaining(['given_name', 'over18']),
  })
})
