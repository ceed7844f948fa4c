import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { call, ownToken } from './acmeFlow.ts'
import { benches } from './defectHarness.ts'
import { claimsOf } from './keys.ts'
import { claimsFor, idOf, postIntent, ukBase } from './ukFlow.ts'
import type { Walker } from './walker.ts'

const { open } = benches()
const base = ukBase
const walkerOf = async (id = 'pkjwt-mtls-client1'): Promise<Walker> =>
  (await open({ dialect: 'open-banking-uk' })).walker(id)

describe('the dialect open-banking-uk', () => {
  it.each(['pkjwt-mtls-client1', 'pki-mtls-client1'])('goes from the intent to the accounts (%s)', async (id) => {
    const walker = await walkerOf(id)
    const made = await postIntent(walker)
    expect(made).toMatchObject({ status: 201, json: { Data: { Status: 'AwaitingAuthorisation' }, Risk: {} } })
    const intent = idOf(made)
    const granted = await walker.redeem(await walker.code({ claims: claimsFor(intent) }))
    const idToken = claimsOf(granted.json.id_token)
    expect(idToken).toMatchObject({ openbanking_intent_id: intent, acr: 'urn:openbanking:psd2:sca' })
    const token = String(granted.json.access_token)
    for (const path of ['/accounts', '/accounts/22289', '/accounts/22289/balances', '/accounts/31820/transactions']) {
      const answer = await call(walker, ['GET', base + path], token)
      expect(answer, path).toMatchObject({ status: 200, json: { Data: expect.any(Object), Links: expect.any(Object) } })
    }
    const own = await ownToken(walker)
    const standing = await call(walker, ['GET', `${base}/account-access-consents/${encodeURIComponent(intent)}`], own)
    expect(standing.json).toMatchObject({ Data: { ConsentId: intent, Status: 'Authorised' } })
    const refreshed = await walker.refresh(granted.json.refresh_token)
    expect(claimsOf(refreshed.json.id_token)).toMatchObject({ openbanking_intent_id: intent })
  })

  it('opens what the consent allows', async () => {
    const walker = await walkerOf()
    const intent = idOf(await postIntent(walker, ['ReadAccountsBasic']))
    const { json } = await walker.redeem(await walker.code({ claims: claimsFor(intent) }))
    const statusOf = async (path: string) =>
      (await call(walker, ['GET', base + path], String(json.access_token))).status
    expect([await statusOf('/accounts'), await statusOf('/accounts/22289/balances')]).toEqual([200, 403])
  })

  it('refuses intents that are missing, unknown or another client’s', async () => {
    const walker = await walkerOf()
    const other = await walkerOf('pkjwt-mtls-client2')
    const pushes = [{}, { claims: claimsFor(randomUUID()) }, { claims: claimsFor(idOf(await postIntent(other))) }]
    for (const push of pushes) {
      expect(await walker.par(push)).toMatchObject({ status: 400, json: { error: 'invalid_request' } })
    }
    expect(await walker.par({ claims: '{' })).toMatchObject({ status: 400, json: { error: 'invalid_request' } })
  })

  it('takes no call without a certificate and names endpoints that ask for one', async () => {
    const walker = await walkerOf()
    const { json } = await walker.get('/.well-known/openid-configuration', {})
    expect(json).toMatchObject({
      token_endpoint: `${walker.sandbox.mtlsOrigin}/token`,
      pushed_authorization_request_endpoint: `${walker.sandbox.mtlsOrigin}/par`,
      claims_supported: expect.arrayContaining(['openbanking_intent_id', 'acr']),
      acr_values_supported: ['urn:openbanking:psd2:sca', 'urn:openbanking:psd2:ca'],
    })
    const form = { ...(await walker.credentials()), ...walker.authorizationParams() }
    expect(await walker.post('/par', form, {}, false)).toMatchObject({
      status: 400,
      json: { error: 'invalid_request' },
    })
  })

  it('reaches the level that was asked for, or none', async () => {
    const walker = await walkerOf()
    const push = async (acr: Record<string, unknown>, more: Record<string, string> = {}) => {
      const intent = { value: idOf(await postIntent(walker)), essential: true }
      return walker.callback({ claims: JSON.stringify({ id_token: { openbanking_intent_id: intent, acr } }), ...more })
    }
    const code = (await push({ value: 'urn:openbanking:psd2:ca', essential: true })).searchParams.get('code')
    const { json } = await walker.redeem(String(code))
    expect(claimsOf(json.id_token).acr).toBe('urn:openbanking:psd2:ca')
    const refused = await push({ values: ['urn:example:gold'], essential: true })
    expect(refused.searchParams.get('error')).toBe('access_denied')
  })
})
