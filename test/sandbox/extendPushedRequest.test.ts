import { expect, it } from 'vitest'
import { extendPushedRequest } from '../../src/sandbox/extendPushedRequest.ts'
import { createStoreRules } from '../../src/sandbox/storeRules.ts'
import { claimsOf } from './keys.ts'

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const unsignedRequest = (claims: object) => `${part({ alg: 'none' })}.${part(claims)}.`

it('gives a plain push a later end and leaves the rest', () => {
  const request = extendPushedRequest(unsignedRequest({ client_id: 'c', nbf: 100, exp: 160 }), 1000)
  expect(claimsOf(request)).toEqual({ client_id: 'c', nbf: 100, exp: 1000 })
})

it('leaves a signed request object alone', () => {
  const request = `${part({ alg: 'ES256' })}.${part({ exp: 160 })}.c2lnbmF0dXJl`
  expect(extendPushedRequest(request, 1000)).toBe(request)
})

it('stays within the hour that the library allows, also when a second passes in between', () => {
  const rules = createStoreRules(
    () => true,
    { accessToken: 1, code: 1, requestUri: 599 },
    () => 1001,
    () => undefined,
  )
  const entity = rules.onWrite('PushedAuthorizationRequest', { request: unsignedRequest({ nbf: 1000, exp: 1060 }) })
  const { nbf, exp } = claimsOf(entity.request) as { nbf: number; exp: number }
  expect(exp - nbf).toBeLessThan(3600)
  expect(exp).toBeGreaterThan(1001 + 599)
})
