import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadProject } from '../../src/app/loadProject.ts'
import { checks } from '../../src/checks/registry.ts'
import type { ApiClient, ApiToken } from '../../src/probes/apiTypes.ts'
import { probes } from '../../src/probes/registry.ts'
import type { Endpoint } from '../../src/profile/types.ts'
import { answerKeys } from '../../src/run/answerKeys.ts'
import { apiClientFor } from '../../src/run/apiClient.ts'
import { noPause } from '../../src/run/controls.ts'
import { executeItem } from '../../src/run/executeItem.ts'
import { type SandboxVariant, sandboxVariant } from './sandboxVariant.ts'

const { profile, suite } = loadProject(join(import.meta.dirname, '../../examples/acme/profile.yaml'), [])

function endpoint(id: string): Endpoint {
  const found = profile.api?.endpoints.find((one) => one.id === id)
  if (found === undefined) throw new Error(`the example has no endpoint ${id}`)
  return found
}

let acme: SandboxVariant
let api: ApiClient
beforeAll(async () => {
  acme = await sandboxVariant({ dialect: 'acme' }, profile)
  api = apiClientFor(acme.vr.api, 'test')
})
afterAll(() => acme.close())

async function token(...args: Parameters<ApiClient['tokenFor']>): Promise<ApiToken> {
  const answer = await api.tokenFor(...args)
  if (answer.kind !== 'token') throw new Error(JSON.stringify(answer))
  return answer
}

const statusOf = (called: Awaited<ReturnType<ApiClient['call']>>) =>
  'kind' in called ? called.reason : called.response?.status

const run = (id: string, { vr } = acme) => {
  const found = suite.cases.find((one) => one.id === id)
  if (found === undefined) throw new Error(`there is no case ${id}`)
  const registries = { checks, probes, requirements: suite.requirements }
  return executeItem({ case: found, variant: vr.env.variant, skip: null, slow: false }, vr, registries, noPause)
}

describe('consents before the flow', () => {
  it('are made and recorded under their own names', () => {
    expect(acme.vr.trace.stopped).toBeNull()
    const made = acme.vr.trace.exchanges['consent:account-access'] ?? []
    expect(made.map(({ request }) => request.method)).toEqual(['POST', 'POST'])
    expect(made.map(({ label }) => label.step)).toEqual(['consent:account-access', 'consent:account-access'])
    expect(made[1]?.response?.status).toBe(201)
    const pushed = acme.vr.trace.exchanges.par?.at(-1)?.request.body ?? ''
    expect(new URLSearchParams(pushed).get('authorization_details')).toContain('"consent_id":"urn:')
  })

  it('share the token of the client', () => {
    const clientTokens = acme.wire.exchanges.filter(({ request }) => request.body?.includes('client_credentials'))
    expect(clientTokens).toHaveLength(2)
  })

  it('that fail stop the flow, on the account of who refused them; nothing passes by that', async () => {
    const [consent] = profile.consents
    if (!consent) throw new Error('the example has no consent')
    const broken = { ...profile, consents: [{ ...consent, body: { permissions: ['everything'] } }] }
    const stopped = await sandboxVariant({ dialect: 'acme' }, broken)
    try {
      expect(stopped.vr.trace.stopped).toMatchObject({ step: 'consent:account-access', attributed: 'rs' })
      expect(stopped.vr.trace.stopped?.detail).toContain('expected status 201, came status 400')
      const item = await run('consent-missing.account-access', stopped)
      expect(item).toMatchObject({ findings: [], incomplete: { attributed: 'rs' } })
      expect(item.incomplete?.reason).toContain('the honest flow stopped at consent:account-access')
    } finally {
      await stopped.close()
    }
  })
})

describe('tokens by scope', () => {
  it('are of exactly what was asked for, one per wish', async () => {
    const [one, again] = await Promise.all([token(['payments']), token(['payments'])])
    expect(again).toBe(one)
    expect(one).toMatchObject({ client: 'client1', asked: ['openid', 'payments'], granted: ['openid', 'payments'] })
    expect(one.askedDetails).toMatchObject([{ type: 'account_access', actions: ['read', 'pay'] }])
    expect(one.grantedDetails).toMatchObject([{ type: 'account_access' }])
    expect((await token(['payments'], { fresh: true })).accessToken).not.toBe(one.accessToken)
    expect(await token(['accounts'], { client: 'client2' })).toMatchObject({ client: 'client2' })
  })

  it('a refusal is said as one, with step and code', async () => {
    const refused = await api.tokenFor(['accounts'], { consents: false })
    expect(refused).toMatchObject({ kind: 'refused', step: 'par', code: 'invalid_authorization_details' })
    expect(await api.tokenFor(['accounts'], { client: 'client3' })).toMatchObject({
      kind: 'unknown',
      attributed: 'config',
    })
  })

  it('can be refreshed and revoked', async () => {
    const one = await token(['accounts'], { fresh: true })
    const refreshed = await api.refresh(one)
    expect(refreshed).toMatchObject({ kind: 'token' })
    expect(await api.revoke(one)).toBe(true)
    expect(statusOf(await api.call(endpoint('accounts'), one))).toBe(401)
    const asked = await api.introspect(one)
    expect('kind' in asked ? asked : asked.response?.body).toContain('"active":false')
  })
})

describe('calls', () => {
  it('go as the profile has them: headers, path, signed body', async () => {
    const honest = await api.honestCall(endpoint('create-payment'))
    if (honest.kind !== 'call') throw new Error(honest.reason)
    expect(honest.accepted).toBe(true)
    const sent = Object.fromEntries(honest.exchange.request.headers.map(([name, value]) => [name.toLowerCase(), value]))
    expect(sent).toMatchObject({ 'x-v': '1', 'content-type': 'application/jwt' })
    expect(sent['x-fapi-interaction-id']).toMatch(/^[0-9a-f-]{36}$/)
    expect(sent['x-idempotency-key']).toMatch(/^[0-9a-f-]{36}$/)
    const [, payload = ''] = honest.exchange.request.body?.split('.') ?? []
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({ amount: '1.00', currency: 'EUR' })
  })

  it('differ by what they are told to', async () => {
    const one = await token(['accounts'])
    const accounts = endpoint('accounts')
    expect(statusOf(await api.call(accounts, one))).toBe(200)
    expect(statusOf(await api.call(accounts, one, { accessToken: null }))).toBe(401)
    expect(statusOf(await api.call(accounts, one, { accessToken: `${one.accessToken}x` }))).toBe(401)
    expect(statusOf(await api.call(accounts, one, { client: 'client2' }))).toBe(401)
    expect(statusOf(await api.call(endpoint('transactions'), one))).toBe(403)
    expect(statusOf(await api.call(endpoint('account'), one, { params: { accountId: 'nobody' } }))).toBe(404)
    const called = await api.call(accounts, one, { headers: { 'x-v': null, 'x-more': '1' } })
    const names = 'kind' in called ? [] : called.request.headers.map(([name]) => name)
    expect(names).toContain('x-more')
    expect(names).not.toContain('x-v')
  })

  it('a value that the path needs is fetched from the endpoint that gives it, or asked for', async () => {
    const bare = await sandboxVariant({ dialect: 'acme' }, profile)
    try {
      bare.vr.env.ecosystem?.params.clear()
      const called = await bare.vr.api.honestCall(endpoint('balances'))
      expect(called).toMatchObject({ kind: 'call', accepted: true })
      const odd = { ...endpoint('account'), id: 'odd', path: '/accounts/{other}', params: ['other'] }
      expect(await bare.vr.api.honestCall(odd)).toMatchObject({ kind: 'unknown', attributed: 'config' })
    } finally {
      await bare.close()
    }
  })
})

describe('the keys of signed answers', () => {
  const keysAt = (jwksUri: string | null, params: Readonly<Record<string, string>> = {}) => {
    const { ecosystem } = acme.vr.env
    if (!ecosystem || !profile.api) throw new Error('the example has no API')
    const named = { ...ecosystem, params: new Map(Object.entries(params)) }
    return answerKeys(
      { ...acme.vr.env, ecosystem: { ...named, profile: { ...profile, api: { ...profile.api, jwksUri } } } },
      'test',
    )
  }
  const ids = (found: Awaited<ReturnType<typeof keysAt>>) => (found.kind === 'keys' ? found.keys : found.reason)

  it('are those of the server, or where the profile says, or the target file for it', async () => {
    const url = String(acme.vr.env.server.metadata.jwks_uri)
    const own = await keysAt(null)
    expect(own).toMatchObject({ kind: 'keys', from: 'the jwks_uri of the metadata' })
    expect(ids(own)).toHaveLength(3)
    expect(ids(await keysAt(url))).toEqual(ids(own))
    expect(await keysAt('$param.keys', { keys: url })).toMatchObject({ kind: 'keys', from: url })
  })

  it('that cannot be read are told with where and why, and nothing passes by that', async () => {
    const { issuer } = acme.vr.env.target
    const missing = await keysAt(`${issuer}/nothing-here`)
    expect(missing).toMatchObject({ kind: 'unknown', attributed: 'rs' })
    expect(ids(missing)).toContain('status 404, and no JWK set')
    expect(await keysAt(`${issuer}/.well-known/openid-configuration`)).toMatchObject({ attributed: 'rs' })
    expect(await keysAt('https://127.0.0.1:1/keys')).toMatchObject({ kind: 'unknown', attributed: 'network' })
    const untold = await keysAt('$param.keys')
    expect(untold).toMatchObject({ kind: 'unknown', attributed: 'config' })
    expect(ids(untold)).toContain('"$param.keys" has no value')
    expect(ids(await keysAt('$param.keys', { keys: 'http://127.0.0.1/keys' }))).toContain('is no https URL')
  })
})

it('cases about an endpoint lean on its honest call', async () => {
  const good = await run('acme-negative-payment')
  expect(good).toMatchObject({ incomplete: null, step: 'resource' })
  expect(good.findings[0]).toMatchObject({ requirement: 'ECO-RULE-a', ok: true })
  expect(good.exchanges.length).toBeGreaterThan(0)
  const closed = await sandboxVariant({ dialect: 'acme', defects: ['api-status'] }, profile)
  try {
    const item = await run('acme-negative-payment', closed)
    expect(item).toMatchObject({ findings: [], incomplete: { attributed: 'rs' } })
    expect(item.incomplete?.reason).toContain('no control: the honest call of create-payment was not accepted')
  } finally {
    await closed.close()
  }
})

const proofs: readonly (readonly [defect: string, id: string])[] = [
  ['consent-unknown', 'consent-unknown.account-access'],
  ['consent-client', 'consent-of-another-client.account-access'],
  ['consent-again', 'consent-used-twice.account-access'],
  ['consent-none', 'consent-missing.account-access'],
  ['limit-access-token', 'limit-access-token-lifetime'],
  ['api-idempotency', 'idempotency-key-repeated.create-payment'],
  ['api-idempotency-other', 'idempotency-key-with-another-request.create-payment'],
  ['api-idempotency-none', 'idempotency-key-missing.create-payment'],
  ['api-signed-not', 'signed-body-not-signed.create-payment'],
  ['api-signed-none', 'signed-body-alg-none.create-payment'],
  ['api-signed-key', 'signed-body-with-its-own-key.create-payment'],
  ['api-answer-key', 'api-signed-answer.payment'],
  ['api-answer-none', 'api-signed-answer.payment'],
]

describe('a breach is found', () => {
  it.each(proofs)('%s', async (defect, id) => {
    const strict = await run(id)
    expect([strict.incomplete, strict.skip, strict.findings.map(({ ok }) => ok)]).toEqual([
      null,
      null,
      expect.not.arrayContaining([false]),
    ])
    expect(strict.findings.length).toBeGreaterThan(0)
    const broken = await sandboxVariant({ dialect: 'acme', defects: [defect as never] }, profile)
    try {
      const found = await run(id, broken)
      expect(found.findings.filter(({ ok }) => !ok).length).toBeGreaterThan(0)
      expect(found.blame).toBe(id.startsWith('consent') || id.startsWith('limit') ? 'as' : 'rs')
    } finally {
      await broken.close()
    }
  })
})
