import { describe, expect, test } from 'vitest'
import { decodeJwt } from '../../src/flow/jws.ts'
import { sentFields, sentJwt } from '../../src/mutations/sent.ts'
import { verbs } from '../../src/mutations/verbs.ts'
import type { Location, Mutation } from '../../src/suite/types.ts'
import { changed, draftFlow, lost } from './draftFlow.ts'

const at = (text: string): Location => {
  const [step, part = null, place = null] = text.split('.')
  return { step, part, place } as Location
}

function verb(mutation: Mutation) {
  const found = Object.values(verbs)
    .map((make) => make(mutation))
    .find((apply) => apply !== null)
  if (!found) throw new Error('no verb')
  return found
}

const cases: [string, string, Mutation][] = [
  ['a form field set', 'par.form', { set: { redirect_uri: 'https://evil.example/cb' } }],
  ['a form field removed', 'par.form', { remove: ['code_challenge'] }],
  ['an assertion removed from the form', 'token.form', { remove: ['client_assertion', 'client_assertion_type'] }],
  ['all but one form field removed', 'par.form', { keep: ['client_id'] }],
  ['a query field set', 'par.query', { set: { request_uri: 'urn:x' } }],
  ['a header set', 'resource.headers', { set: { Authorization: '$authorization.bearer' } }],
  ['a header removed', 'resource.headers', { remove: ['DPoP'] }],
  ['a header sent twice', 'resource.headers', { duplicate: ['DPoP'] }],
  ['a form field sent twice', 'par.form', { duplicate: ['scope'] }],
  ['a claim set', 'token.client_assertion.claims', { set: { aud: ['$as.issuer', '$as.token_endpoint'] } }],
  ['a claim set to null', 'token.client_assertion.claims', { set: { sub: null } }],
  ['a claim removed', 'token.client_assertion.claims', { remove: ['sub'] }],
  ['a header member set', 'resource.dpop.header', { set: { typ: 'jwt' } }],
  ['a private key in the jwk header', 'resource.dpop.header', { set: { jwk: '$dpop.private_jwk' } }],
  ['the algorithm none', 'resource.dpop', { alg: 'none' }],
  ['another algorithm', 'resource.dpop', { alg: 'RS256' }],
  ['an HMAC', 'token.client_assertion', { alg: 'HS256' }],
  ['the key of the other client', 'token.client_assertion', { key: 'client2' }],
  ['a fresh key', 'resource.dpop', { key: 'fresh' }],
  ['a corrupt signature', 'token.client_assertion', { signature: 'corrupt' }],
  ['two parts only', 'resource.dpop', { signature: 'missing' }],
  ['another method', 'par', { method: 'PUT' }],
]

describe('every verb proves from the recorded request that its change was sent', () => {
  test.each(cases)('%s', async (_name, where, mutation) => {
    const { missing } = await changed(draftFlow(), at(where), verb(mutation))
    expect(missing.length).toBeGreaterThan(0)
    expect(missing.filter((text) => text !== null)).toEqual([])
  })

  test.each(cases)('%s: the honest request is noticed', async (_name, where, mutation) => {
    const missing = await lost(draftFlow(), at(where), verb(mutation))
    expect(missing.some((text) => text !== null)).toBe(true)
  })
})

test('removing what was not there proves nothing', async () => {
  const { missing } = await changed(draftFlow(), at('par.form'), verb({ remove: ['nothing'] }))
  expect(missing).toEqual(['"nothing" would not have been sent anyway'])
})

test('one change leaves the rest of the request as it was', async () => {
  const flow = draftFlow()
  const { exchange } = await changed(flow, at('token.client_assertion.claims'), verb({ remove: ['sub'] }))
  const names = sentFields(exchange, 'form').map(([name]) => name)
  expect(names).toEqual([
    'grant_type',
    'code',
    'redirect_uri',
    'code_verifier',
    'client_id',
    'client_assertion_type',
    'client_assertion',
  ])
  const { claims } = decodeJwt(sentJwt(exchange, 'client_assertion') ?? '') ?? { claims: {} }
  expect(Object.keys(claims)).toEqual(['iss', 'aud', 'jti', 'iat', 'nbf', 'exp'])
})

test('a change to one JWT does not leak into the next request', async () => {
  const flow = draftFlow()
  await changed(flow, at('resource.dpop.header'), verb({ set: { typ: 'evil' } }))
  const { exchange } = await changed(flow, at('resource.headers'), verb({ set: { 'x-a': 'b' } }))
  expect(decodeJwt(sentJwt(exchange, 'dpop') ?? '')?.header.typ).toBe('dpop+jwt')
})

test('a key or algorithm that this target cannot have is named', async () => {
  await expect(changed(draftFlow(), at('token.client_assertion'), verb({ alg: 'RS256' }))).rejects.toThrow(
    'the registered key of "client1" cannot sign with RS256',
  )
  await expect(changed(draftFlow(), at('par.dpop'), verb({ alg: 'none' }))).rejects.toThrow(
    'the par request of this variant has no dpop',
  )
})
