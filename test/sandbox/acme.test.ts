import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { acme } from '../../src/sandbox/dialects/acme.ts'
import { agreed, call, detailsOf, newConsent, ownToken, pay, postConsent, signedOrder, tokens } from './acmeFlow.ts'
import { benches, usual } from './defectHarness.ts'
import type { Walker } from './walker.ts'

const { open } = benches()
const walkerOf = async (id: string = usual): Promise<Walker> => (await open({ dialect: 'acme' })).walker(id)

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

describe('the dialect acme', () => {
  it('announces its scopes and its types of authorization details', async () => {
    const walker = await walkerOf()
    const { json } = await walker.get('/.well-known/oauth-authorization-server', {})
    expect(json.scopes_supported).toEqual(['openid', 'offline_access', 'accounts', 'transactions', 'payments'])
    expect(json.authorization_details_types_supported).toEqual(['account_access'])
  })

  it.each([usual, 'pkjwt-mtls-client1'])('goes from the consent to every endpoint (%s)', async (id) => {
    const walker = await walkerOf(id)
    const granted = await tokens(walker, 'openid accounts transactions payments', { actions: ['read'] })
    const token = String(granted.access_token)
    expect(granted.authorization_details).toMatchObject([{ type: 'account_access', actions: ['read'] }])
    for (const path of ['/accounts', '/accounts/acc-1', '/accounts/acc-2/balances', '/accounts/acc-1/transactions']) {
      const answer = await call(walker, ['GET', path], token)
      expect(answer, path).toMatchObject({
        status: 200,
        headers: { 'x-v': '1', 'cache-control': 'no-store', 'x-fapi-interaction-id': expect.stringMatching(uuid) },
      })
    }
    const payment = await pay(walker, token)
    expect(payment).toMatchObject({ status: 201, json: { amount: '1.00' } })
    expect(payment.headers.location).toBe(`${walker.origin}/payments/${payment.json.paymentId}`)
    for (const paymentId of [payment.json.paymentId, 'pay-1']) {
      const answer = await call(walker, ['GET', `/payments/${paymentId}`], token)
      expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/jwt' } })
      const [, claims = ''] = answer.text.split('.')
      expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({ paymentId })
    }
    const introspected = await walker.post('/introspect', { ...(await walker.credentials()), token })
    expect(introspected.json.authorization_details).toEqual(granted.authorization_details)
    const refreshed = await walker.refresh(granted.refresh_token)
    expect(refreshed.json.authorization_details).toEqual(granted.authorization_details)
  })

  it('opens an endpoint only to a token of a user with the scope', async () => {
    const walker = await walkerOf()
    const user = String((await tokens(walker)).access_token)
    const own = await ownToken(walker, 'accounts')
    const endpoints = acme.endpoints.filter(({ token }) => token === 'user')
    const seen = await Promise.all(
      endpoints.map(async ({ id, method, path }) => {
        const at = path.replace('{accountId}', 'acc-1').replace('{paymentId}', 'pay-1')
        const [theirs, ours] = [await call(walker, [method, at], user), await call(walker, [method, at], own)]
        return [id, theirs.status, ours.status, ours.json.error]
      }),
    )
    expect(seen).toEqual([
      ['accounts', 200, 403, 'insufficient_scope'],
      ['account', 200, 403, 'insufficient_scope'],
      ['balances', 200, 403, 'insufficient_scope'],
      ['transactions', 403, 403, 'insufficient_scope'],
      ['create-payment', 403, 403, 'insufficient_scope'],
      ['payment', 403, 403, 'insufficient_scope'],
    ])
    expect((await call(walker, ['POST', '/consents'], user)).status).toBe(403)
  })

  it('answers with its headers when it refuses, too', async () => {
    const walker = await walkerOf()
    const token = String((await tokens(walker)).access_token)
    const id = randomUUID()
    const headers = { 'x-fapi-interaction-id': id }
    const answers = await Promise.all([
      call(walker, ['GET', '/accounts/nobody'], token, { headers }),
      call(walker, ['DELETE', '/accounts'], token, { headers }),
      call(walker, ['GET', '/accounts'], token, { headers: { ...headers, 'x-v': '9' } }),
      call(walker, ['GET', '/accounts'], 'made-up', { headers }),
      call(walker, ['GET', '/payments/pay-1'], token, { headers }),
    ])
    expect(answers.map(({ status }) => status)).toEqual([404, 405, 406, 401, 403])
    for (const answer of answers) {
      expect(answer.headers).toMatchObject({
        'x-fapi-interaction-id': id,
        'cache-control': 'no-store',
        date: expect.any(String),
        'strict-transport-security': expect.any(String),
        'content-type': expect.stringMatching(/^application\/json/),
      })
    }
  })

  it('gives the version that was asked for', async () => {
    const walker = await walkerOf()
    const token = String((await tokens(walker)).access_token)
    const answer = await call(walker, ['GET', '/accounts'], token, { headers: { 'x-v': '2' } })
    expect(answer).toMatchObject({ status: 200, headers: { 'x-v': '2' } })
  })
})

describe('consents of acme', () => {
  it('are made with a token of the client and checked', async () => {
    const walker = await walkerOf()
    const made = await postConsent(walker)
    expect(made).toMatchObject({ status: 201, json: { status: 'awaiting', permissions: ['accounts'] } })
    expect(made.headers.location).toContain('/consents/')
    expect((await postConsent(walker, { permissions: ['everything'] })).status).toBe(400)
  })

  it('are needed for the scopes of the API', async () => {
    const walker = await walkerOf()
    expect(await walker.par()).toMatchObject({ status: 400, json: { error: 'invalid_authorization_details' } })
    expect(await walker.par({ scope: 'openid' })).toMatchObject({ status: 201 })
  })

  it('are refused if they are unknown, of another client, or used', async () => {
    const [walker, other] = [await walkerOf(), await walkerOf('pkjwt-dpop-client1')]
    const push = (consentId: string) => walker.par({ authorization_details: detailsOf(consentId) })
    expect(await push(randomUUID())).toMatchObject({
      status: 400,
      json: { error_description: expect.stringContaining('unknown') },
    })
    expect(await push(await newConsent(other))).toMatchObject({
      status: 400,
      json: { error_description: expect.stringContaining('another') },
    })
    const consentId = await newConsent(walker)
    const change = { authorization_details: detailsOf(consentId) }
    const early = await walker.par(change)
    await walker.code(change)
    expect(await push(consentId)).toMatchObject({
      status: 400,
      json: { error_description: expect.stringContaining('used') },
    })
    // One that was pushed before comes too late.
    const { callback } = await walker.authorize(walker.authorizeUrl(early.json.request_uri))
    expect(callback?.searchParams.get('error')).toBe('access_denied')
  })
})

describe('authorization details of acme', () => {
  it.each([
    ['no JSON', '['],
    ['no array', '{}'],
    ['an element that is no object', '["account_access"]'],
    ['an unknown type', '[{"type":"other"}]'],
    ['a member that the type does not have', { payee: 'x' }],
    ['a member of another form', { actions: 'read' }],
    ['a value that the type does not have', { actions: ['own'] }],
    ['no consent', '[{"type":"account_access"}]'],
  ])('are refused with %s', async (_what, change) => {
    const walker = await walkerOf()
    const good = await agreed(walker, 'openid accounts', typeof change === 'string' ? {} : change)
    const details = typeof change === 'string' ? change : good.authorization_details
    const answer = await walker.par({ authorization_details: details })
    expect(answer).toMatchObject({ status: 400, json: { error: 'invalid_authorization_details' } })
  })
})

describe('payments of acme', () => {
  const payer = async (): Promise<readonly [Walker, string]> => {
    const walker = await walkerOf()
    return [walker, String((await tokens(walker, 'openid payments')).access_token)]
  }

  it('are made once for one idempotency key', async () => {
    const [walker, token] = await payer()
    const key = randomUUID()
    const first = await pay(walker, token, signedOrder(walker), key)
    const again = await pay(walker, token, signedOrder(walker), key)
    expect([first.status, again.status]).toEqual([201, 201])
    expect(again.json).toEqual(first.json)
    expect(await pay(walker, token, signedOrder(walker, { amount: '2.00' }), key)).toMatchObject({ status: 422 })
    expect(await pay(walker, token, signedOrder(walker), '')).toMatchObject({ status: 400 })
  })

  it('need an order that the client has signed', async () => {
    const [walker, token] = await payer()
    const client1 = await walkerOf('pkjwt-dpop-client1')
    const spare = (await walkerOf('pkjwt-dpop-signed-client2')).client.signingKey
    const good = signedOrder(walker)
    expect(await pay(walker, token, signedOrder(walker, {}, spare))).toMatchObject({ status: 400 })
    expect(await pay(walker, token, `${good.slice(0, -8)}AAAAAAAA`)).toMatchObject({ status: 400 })
    expect(await pay(walker, token, '{"amount":"1.00"}')).toMatchObject({ status: 400 })
    expect(await pay(walker, token, signedOrder(walker, { iss: client1.client.id }))).toMatchObject({ status: 400 })
    const plain = { headers: { 'content-type': 'application/json', 'x-idempotency-key': 'k' }, body: '{}' }
    expect(await call(walker, ['POST', '/payments'], token, plain)).toMatchObject({ status: 415 })
    expect(await pay(walker, token, good)).toMatchObject({ status: 201 })
  })

  it('are nobody else’s', async () => {
    const [walker, token] = await payer()
    const { json } = await pay(walker, token)
    const other = await walkerOf('pkjwt-mtls-client2')
    const foreign = String((await tokens(other, 'openid payments')).access_token)
    expect(await call(other, ['GET', `/payments/${json.paymentId}`], foreign)).toMatchObject({ status: 404 })
  })
})

describe('a dialect of the caller’s own', () => {
  it('is served like those that come with the sandbox', async () => {
    const scopes = { 'a:read': 'read a', 'b:read': 'read b' }
    const bench = await open({
      dialect: {
        id: 'made',
        title: 'Made for a test',
        profile: 'none',
        scopes,
        endpoints: Object.keys(scopes).map((scope) => ({
          id: scope.replace(':', '-'),
          method: 'GET',
          path: `/v1/${scope[0]}`,
          scopes: [scope],
          answer: () => ({ status: 200, body: { scope } }),
        })),
        target: { scope: { openid: 'openid a:read', plain: 'a:read' }, resource: { path: '/v1/a', scope: 'a:read' } },
      },
    })
    const walker = await bench.walker()
    const { json } = await walker.redeem(await walker.code({ scope: 'openid a:read accounts' }))
    expect(json.scope).toBe('openid a:read')
    const token = String(json.access_token)
    expect(await call(walker, ['GET', '/v1/a'], token)).toMatchObject({ status: 200, json: { scope: 'a:read' } })
    expect((await call(walker, ['GET', '/v1/b'], token)).status).toBe(403)
    expect((await call(walker, ['GET', '/accounts'], token)).status).toBe(404)
  })

  it('has to be known if it is named', async () => {
    await expect(open({ dialect: 'klingon' as 'acme' })).rejects.toThrow(
      '"dialect": unknown id "klingon", expected plain, acme',
    )
  })
})
