import { describe, expect, it } from 'vitest'
import type { Trace } from '../../src/checks/types.ts'
import { noLimits } from '../../src/profile/readLimits.ts'
import type { Limits } from '../../src/profile/types.ts'
import { type Blueprint, NOW_S } from './blueprint.ts'
import { set } from './change.ts'
import { ask, honestTrace } from './trace.ts'

const limited = async (limits: Partial<Limits>, change: (plan: Blueprint) => void = () => {}): Promise<Trace> => ({
  ...(await honestTrace(change)),
  limits: { ...noLimits, ...limits },
})

const kinds = (trace: Trace, ...names: string[]) => names.map((name) => ask(name, trace).kind)

describe('limits of the profile', () => {
  it('are not asked about where there are none', async () => {
    const trace = await honestTrace()
    const names = ['access-token-lifetime', 'refresh-token-lifetime', 'request-uri-lifetime', 'server-rsa-keys']
    for (const name of [...names, 'client-rsa-keys', 'key-rotation']) {
      expect([name, ask(`limit-${name}`, trace).kind]).toEqual([name, 'not-applicable'])
    }
  })

  it('access tokens: what the response says and what the token says, also after a refresh', async () => {
    const both = ['limit-access-token-lifetime', 'limit-access-token-lifetime-refreshed']
    const setAll = (seconds: unknown) => (plan: Blueprint) => {
      set(plan.token, { expires_in: seconds })
      set(plan.refresh, { expires_in: seconds })
    }
    expect(kinds(await limited({ accessTokenLifetimeS: 600 }, setAll(600)), ...both)).toEqual(['yes', 'yes'])
    expect(kinds(await limited({ accessTokenLifetimeS: 600 }, setAll(601)), ...both)).toEqual(['no', 'no'])
    const longer = await limited({ accessTokenLifetimeS: 600 }, (plan) => {
      setAll(60)(plan)
      if (plan.accessTokenJwt) Object.assign(plan.accessTokenJwt.claims, { iat: NOW_S, exp: NOW_S + 3600 })
      else plan.accessTokenJwt = { header: {}, claims: { iat: NOW_S, exp: NOW_S + 3600 }, key: plan.idToken.key }
    })
    expect(ask('limit-access-token-lifetime', longer)).toMatchObject({ kind: 'no', observed: '3600 s' })
    const silent = await limited({ accessTokenLifetimeS: 600 }, (plan) => {
      setAll(undefined)(plan)
      plan.accessTokenJwt = null
    })
    expect(ask('limit-access-token-lifetime', silent)).toMatchObject({ kind: 'unknown', attributed: 'as' })
  })

  it('refresh tokens: only where something tells', async () => {
    const name = 'limit-refresh-token-lifetime'
    expect(kinds(await limited({ refreshTokenLifetimeS: 600 }), name)).toEqual(['not-applicable'])
    const told = (seconds: number) => (plan: Blueprint) => set(plan.token, { refresh_token_expires_in: seconds })
    expect(kinds(await limited({ refreshTokenLifetimeS: 600 }, told(600)), name)).toEqual(['yes'])
    expect(kinds(await limited({ refreshTokenLifetimeS: 600 }, told(601)), name)).toEqual(['no'])
  })

  it('request_uri', async () => {
    const par = (seconds: number) => (plan: Blueprint) => set(plan.par, { expires_in: seconds })
    expect(kinds(await limited({ requestUriLifetimeS: 90 }, par(90)), 'limit-request-uri-lifetime')).toEqual(['yes'])
    expect(kinds(await limited({ requestUriLifetimeS: 90 }, par(91)), 'limit-request-uri-lifetime')).toEqual(['no'])
  })

  it('RSA keys of the server and of clients; those of clients are a matter of configuration', async () => {
    const rsa = { kty: 'RSA', n: Buffer.alloc(256, 0xb1).toString('base64url'), e: 'AQAB', kid: 'r' }
    const trace = await limited({ rsaKeyBits: 3072 }, (plan) => {
      plan.jwks.body = { keys: [rsa] }
    })
    const withKey = { ...trace, client: { ...trace.client, publicKeys: [rsa] } }
    expect(ask('limit-server-rsa-keys', withKey)).toMatchObject({ kind: 'no', attributed: 'as' })
    expect(ask('limit-client-rsa-keys', withKey)).toMatchObject({ kind: 'no', attributed: 'config' })
    const enough = { ...withKey, limits: { ...noLimits, rsaKeyBits: 2048 } }
    expect(kinds(enough, 'limit-server-rsa-keys', 'limit-client-rsa-keys')).toEqual(['yes', 'yes'])
  })

  it('the age of signing keys, where one tells it', async () => {
    const day = 86_400
    const aged = (days: number, more: object = {}) =>
      limited({ keyRotationS: 365 * day }, (plan) => {
        const [key] = (plan.jwks.body as { keys: Record<string, unknown>[] }).keys
        plan.jwks.body = { keys: [{ ...key, iat: NOW_S - days * day, ...more }] }
      })
    expect(kinds(await aged(300), 'limit-key-rotation')).toEqual(['yes'])
    expect(kinds(await aged(400), 'limit-key-rotation')).toEqual(['no'])
    expect(kinds(await aged(400, { nbf: NOW_S - 10 * day }), 'limit-key-rotation')).toEqual(['yes'])
    expect(kinds(await aged(400, { use: 'enc' }), 'limit-key-rotation')).toEqual(['not-applicable'])
    expect(kinds(await limited({ keyRotationS: day }), 'limit-key-rotation')).toEqual(['not-applicable'])
  })
})

describe('claims that a consent wants back', () => {
  const wanted = [{ consent: 'access', name: 'intent', value: 'i-1' }]
  const withClaim = async (intent: unknown, expectedClaims: Trace['expectedClaims'] = wanted) => ({
    ...(await honestTrace((plan) => {
      if (intent !== undefined) plan.idToken.claims.intent = intent
    })),
    ...(expectedClaims ? { expectedClaims } : {}),
  })
  const name = 'consent-claims-in-id-token'

  it('are in the ID token with the value of the consent', async () => {
    expect(ask(name, await withClaim('i-1')).kind).toBe('yes')
    expect(ask(name, await withClaim('i-2'))).toMatchObject({ kind: 'no', attributed: 'as' })
    expect(ask(name, await withClaim(undefined))).toMatchObject({ kind: 'no' })
    expect(ask(name, await withClaim('i-1', [])).kind).toBe('not-applicable')
  })
})
