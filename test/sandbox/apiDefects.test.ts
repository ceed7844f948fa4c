import { createPublicKey, generateKeyPairSync, randomUUID, verify } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { apiDefects } from '../../src/sandbox/apiDefects.ts'
import { call, pay, signedOrder, tokens } from './acmeFlow.ts'
import { type Bench, type Probe, testDefects } from './defectHarness.ts'
import { proofKey, signRaw } from './keys.ts'
import { claimsFor, idOf, postIntent, ukBase } from './ukFlow.ts'
import type { Answer, Walker } from './walker.ts'

interface Client {
  readonly walker: Walker
  readonly token: string
}

const withToken = async (bench: Bench, scope = 'openid accounts transactions payments'): Promise<Client> => {
  const walker = await bench.walker()
  return { walker, token: String((await tokens(walker, scope)).access_token) }
}

const balances = '/accounts/acc-1/balances'

/** What an endpoint answers to a token with these scopes. */
const asked = async (bench: Bench, path: string, headers: Record<string, string> = {}, scope?: string) => {
  const { walker, token } = await withToken(bench, scope)
  return call(walker, ['GET', path], token, { headers })
}

const id = randomUUID()
const idHeader = { 'x-fapi-interaction-id': id }
const idOfAnswer = ({ headers }: Answer): string | string[] | undefined => headers['x-fapi-interaction-id']
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** The answer of an endpoint is so. */
const answers =
  (path: string, judge: (answer: Answer) => boolean, headers: Record<string, string> = {}): Probe =>
  async (bench) =>
    judge(await asked(bench, path, headers))

/** A member of the body is so. */
const says = (path: string, judge: (json: Record<string, unknown>) => boolean): Probe =>
  answers(path, ({ status, json }) => status === 200 && judge(json))

/** A token with this scope opens the endpoint, or does not. */
const opens =
  (scope: string, path: string, expected = true): Probe =>
  async (bench) =>
    ((await asked(bench, path, {}, scope)).status === 200) === expected

/** A payment with these particulars is made. */
const pays =
  (order: (walker: Walker) => string, headers: Record<string, string> = {}): Probe =>
  async (bench) => {
    const { walker, token } = await withToken(bench)
    const all = { 'content-type': 'application/jwt', 'x-idempotency-key': randomUUID(), ...headers }
    return (await call(walker, ['POST', '/payments'], token, { headers: all, body: order(walker) })).status === 201
  }

/** The answers to a first and a second order under one key. */
const twice = async (bench: Bench, second: (walker: Walker) => string): Promise<readonly [Answer, Answer]> => {
  const { walker, token } = await withToken(bench)
  const key = randomUUID()
  return [await pay(walker, token, signedOrder(walker), key), await pay(walker, token, second(walker), key)]
}

const list = (value: unknown): readonly Record<string, unknown>[] => (Array.isArray(value) ? value : [])

const missing = '/accounts/nobody'

/** The signed answer about a payment that everybody may look at. */
const signed = (
  judge: (jws: { header: Record<string, unknown>; claims: Record<string, unknown>; genuine: boolean }) => boolean,
): Probe => {
  return async (bench) => {
    const [{ text }, { json }] = [await asked(bench, '/payments/pay-1'), await (await bench.walker()).get('/jwks', {})]
    const [header = '', claims = '', signature = ''] = text.split('.')
    const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>
    const genuine = list(json.keys).some(
      (key) =>
        key.kty === 'EC' &&
        verify(
          'sha256',
          Buffer.from(`${header}.${claims}`),
          { key: createPublicKey({ key, format: 'jwk' }), dsaEncoding: 'ieee-p1363' },
          Buffer.from(signature, 'base64url'),
        ),
    )
    return judge({ header: read(header), claims: read(claims), genuine })
  }
}

testDefects(apiDefects, {
  'api-scope-one': opens('openid transactions', balances),
  'api-scope-write': async (bench) => {
    const { walker, token } = await withToken(bench, 'openid accounts')
    return (await pay(walker, token)).status === 201
  },
  'api-scope-wrong': opens('openid accounts', '/accounts/acc-1/transactions'),
  'api-scope-more': opens('openid payments', '/payments/pay-1', false),
  'api-scope-hidden': async (bench) => (await asked(bench, balances, {}, 'openid payments')).status === 404,
  'api-scope-code': async (bench) =>
    !String((await asked(bench, balances, {}, 'openid payments')).headers['www-authenticate']).includes(
      'error="insufficient_scope"',
    ),
  'api-revoked-one': async (bench) => {
    const { walker, token } = await withToken(bench)
    await walker.post('/revoke', { ...(await walker.credentials()), token })
    return (await call(walker, ['GET', balances], token)).status === 200
  },
  'api-expired-one': [
    { accessTokenTtlS: 1 },
    async (bench) => {
      const { walker, token } = await withToken(bench)
      await sleep(1100)
      return (await call(walker, ['GET', balances], token)).status === 200
    },
  ],
  'api-binding-one': async (bench) => {
    const { walker, token } = await withToken(bench)
    walker.key = await proofKey()
    return (await call(walker, ['GET', balances], token)).status === 200
  },
  'api-proof-one': async (bench) => {
    const { walker, token } = await withToken(bench)
    const headers = { authorization: `DPoP ${token}` }
    return (await walker.send('GET', walker.origin + balances, { headers })).status === 200
  },
  'api-date-hour': answers(balances, ({ headers }) => Date.parse(String(headers.date)) > Date.now() + 3_000_000),
  'api-cache-scope': async (bench) =>
    (await asked(bench, balances, {}, 'openid payments')).headers['cache-control'] !== 'no-store',
  'api-scope-untold': async (bench) => {
    const { headers, json } = await asked(bench, balances, {}, 'openid payments')
    return json.error === 'insufficient_scope' && headers['www-authenticate'] === undefined
  },
  'api-interaction-other': answers('/accounts', (answer) => idOfAnswer(answer) !== id, idHeader),
  'api-interaction-one': answers(
    '/accounts/acc-1/transactions',
    (answer) => idOfAnswer(answer) === undefined,
    idHeader,
  ),
  'api-interaction-twice': answers('/accounts', (answer) => Array.isArray(idOfAnswer(answer)), idHeader),
  'api-interaction-error': answers(missing, (answer) => idOfAnswer(answer) === undefined, idHeader),
  'api-interaction-none': answers('/accounts', (answer) => idOfAnswer(answer) === undefined),
  'api-interaction-form': answers('/accounts', (answer) => !uuid.test(String(idOfAnswer(answer)))),
  'api-date': answers('/accounts', ({ headers }) => headers.date === undefined),
  'api-date-form': answers('/accounts', ({ headers }) => !String(headers.date).endsWith('GMT')),
  'api-type': answers(balances, ({ headers }) => String(headers['content-type']).startsWith('text/html')),
  'api-type-error': answers(missing, ({ headers }) => String(headers['content-type']).startsWith('text/plain')),
  'api-error-member': answers('/payments/nothing', ({ json }) => json.stack !== undefined),
  'api-cache': answers(balances, ({ headers }) => headers['cache-control'] !== 'no-store'),
  'api-cache-error': answers(missing, ({ headers }) => headers['cache-control'] === undefined),
  'api-hsts': answers('/accounts', ({ headers }) => headers['strict-transport-security'] === undefined),
  'api-hsts-zero': answers('/accounts', ({ headers }) => headers['strict-transport-security'] === 'max-age=0'),
  'api-location': async (bench) => {
    const { walker, token } = await withToken(bench)
    return (await pay(walker, token)).headers.location === undefined
  },
  'api-version-untold': answers('/accounts', ({ headers }) => headers['x-v'] === undefined),
  'api-version-error': answers(missing, ({ headers }) => headers['x-v'] === undefined),
  'api-accept': answers('/accounts', ({ text }) => text.startsWith('<!doctype'), { accept: 'text/html' }),
  'api-customer': answers('/accounts', ({ status }) => status !== 200, { 'x-fapi-customer-ip-address': '192.0.2.7' }),
  'api-version-any': answers('/accounts', ({ headers }) => headers['x-v'] === '99', { 'x-v': '99' }),
  'api-status': async (bench) => {
    const { walker, token } = await withToken(bench)
    return (await pay(walker, token)).status === 200
  },
  'api-member-missing': says('/accounts', ({ accounts }) => list(accounts).some((one) => !('currency' in one))),
  'api-member-second': says('/accounts', ({ accounts }) => {
    const [first, second] = list(accounts)
    return first?.holder !== undefined && second !== undefined && !('holder' in second)
  }),
  'api-member-type': says(balances, (json) => list(json.balances).some(({ amount }) => typeof amount === 'number')),
  'api-member-extra': says('/accounts/acc-1', ({ account }) => 'internalRating' in Object(account)),
  'api-member-format': says(balances, (json) => list(json.balances).some(({ at }) => !String(at).endsWith('Z'))),
  'api-member-null': says('/accounts', ({ accounts }) => list(accounts).some(({ nickname }) => nickname === null)),
  'api-member-value': says('/accounts', ({ accounts }) => list(accounts).some(({ status }) => status !== 'open')),
  'api-member-array': says('/accounts/acc-1/transactions', ({ transactions }) => !Array.isArray(transactions)),
  'api-envelope': async (bench) => {
    const walker = await bench.walker('pkjwt-mtls-client1')
    const claims = claimsFor(idOf(await postIntent(walker)))
    const { json } = await walker.redeem(await walker.code({ claims }))
    const answer = await call(walker, ['GET', `${ukBase}/accounts/22289/balances`], String(json.access_token))
    return 'Balance' in answer.json
  },
  'api-json-twice': answers('/accounts/acc-1', ({ text }) => text.split('"account":').length === 3),
  // Three bytes that are not in the text: whoever decodes it takes the mark away.
  'api-json-mark': answers(
    balances,
    ({ text, headers }) => Number(headers['content-length']) === Buffer.byteLength(text) + 3,
  ),
  'api-json-encoding': answers('/accounts/acc-1/transactions', ({ text }) => text.includes('\uFFFD')),
  'api-json-cut': answers(balances, ({ text }) => !text.endsWith('}') || text.endsWith('"}')),
  'api-idempotency': async (bench) => {
    const [first, second] = await twice(bench, signedOrder)
    return first.json.paymentId !== second.json.paymentId
  },
  'api-idempotency-other': async (bench) => {
    const [, second] = await twice(bench, (walker) => signedOrder(walker, { amount: '2.00' }))
    return second.status === 201
  },
  'api-idempotency-none': pays(signedOrder, { 'x-idempotency-key': '' }),
  'api-signed-not': pays(() => JSON.stringify({ amount: '1.00', currency: 'EUR', creditor: 'Corner Shop' }), {
    'content-type': 'application/json',
  }),
  'api-signed-none': pays((walker) => {
    const [, claims] = signedOrder(walker).split('.')
    return `${Buffer.from('{"alg":"none"}').toString('base64url')}.${claims}.`
  }),
  'api-signed-broken': pays((walker) => {
    const [header, claims, signature = ''] = signedOrder(walker).split('.')
    return `${header}.${claims}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`
  }),
  'api-signed-key': pays(() => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const order = { amount: '1.00', currency: 'EUR', creditor: 'Corner Shop' }
    return signRaw({ alg: 'ES256', jwk: publicKey.export({ format: 'jwk' }) }, order, privateKey)
  }),
  'api-answer-plain': answers('/payments/pay-1', ({ json }) => json.paymentId === 'pay-1'),
  'api-answer-none': signed(({ header }) => header.alg === 'none'),
  'api-answer-alg': signed(({ header }) => header.alg === 'RS256'),
  'api-answer-key': signed(({ claims, genuine }) => claims.creditor === 'Corner Shop' && !genuine),
  'api-answer-altered': signed(({ claims }) => claims.creditor !== 'Corner Shop'),
  'api-answer-kid': signed(({ header, genuine }) => header.kid === undefined && genuine),
})
