import { describe, expect, it } from 'vitest'
import { inVariant } from '../../src/checks/signedParameters.ts'
import { noteSentBody } from '../../src/flow/noteSent.ts'
import { claimOf } from '../../src/flow/requestClaims.ts'
import { sentFields } from '../../src/mutations/sent.ts'
import { uses } from '../../src/mutations/uses.ts'
import { type Apply, verbs } from '../../src/mutations/verbs.ts'
import type { Case, Location, Mutation } from '../../src/suite/types.ts'
import { changed, draftFlow, lost } from '../mutations/draftFlow.ts'
import { claimsSent, signedFlow } from './signedFlow.ts'

const params: Location = { step: 'par', part: 'params', place: null }

function verb(mutation: Mutation): Apply {
  const found = Object.values(verbs)
    .map((make) => make(mutation))
    .find((apply) => apply !== null)
  if (!found) throw new Error('no verb')
  return found
}

function use(name: string): Apply {
  const made = uses[name]?.apply?.(new Map())
  if (!made) throw new Error(`no change ${name}`)
  return made
}

const form = (exchange: Parameters<typeof claimsSent>[0], name: string): string | undefined =>
  sentFields(exchange, 'form').find(([n]) => n === name)?.[1]

describe('parameters of the authorization request', () => {
  it('are changed in the form of an unsigned request', async () => {
    const { exchange, missing } = await changed(draftFlow(), params, verb({ set: { state: 'other' } }))
    expect(form(exchange, 'state')).toBe('other')
    expect(missing).toEqual([null])
  })

  it('are changed in the claims of a signed one, and nowhere else', async () => {
    const { exchange, missing } = await changed(signedFlow(), params, verb({ set: { state: 'other', new: '1' } }))
    expect(claimsSent(exchange)).toMatchObject({ state: 'other', new: '1', response_type: 'code' })
    expect(sentFields(exchange, 'form').map(([name]) => name)).toEqual([
      ...['client_id', 'request', 'client_assertion_type', 'client_assertion'],
    ])
    expect(missing).toEqual([null, null])
    expect(await lost(signedFlow(), params, verb({ set: { state: 'other' } }))).not.toEqual([null])
  })

  it('are taken out of the claims', async () => {
    const { exchange, missing } = await changed(signedFlow(), params, verb({ remove: ['code_challenge'] }))
    expect(claimsSent(exchange)).not.toHaveProperty('code_challenge')
    expect(missing).toEqual([null])
    expect(await lost(signedFlow(), params, verb({ remove: ['code_challenge'] }))).not.toEqual([null])
  })

  it('leave the claims alone that make the object what it is', async () => {
    const { exchange, missing } = await changed(signedFlow(), params, verb({ keep: ['client_id'] }))
    expect(Object.keys(claimsSent(exchange)).sort()).toEqual(['aud', 'client_id', 'exp', 'iat', 'iss', 'jti', 'nbf'])
    expect(missing).toEqual([null])
  })

  it('have the JSON types that request objects want', async () => {
    const values = { max_age: '3600', claims: '{"userinfo":{"name":null}}', prompt: 'none' }
    const { exchange, missing } = await changed(signedFlow(), params, verb({ set: values }))
    expect(claimsSent(exchange)).toMatchObject({
      max_age: 3600,
      claims: { userinfo: { name: null } },
      prompt: 'none',
    })
    expect(missing).toEqual([null, null, null])
    expect(claimOf('max_age', 'no number')).toBe('no number')
    expect(claimOf('state', '1')).toBe('1')
  })

  it('are what later steps and checks compare with, whatever stands beside the object', async () => {
    const flow = signedFlow()
    const at: Location = { step: 'par', part: 'form', place: null }
    const { exchange } = await changed(flow, at, verb({ set: { state: 'outside', scope: 'outside' } }))
    const { state, scope } = flow.sent
    noteSentBody(flow, exchange.request.body)
    expect(flow.sent).toMatchObject({ state, scope })
  })

  it.each([
    ['state-only-at-authorize', 'state'],
    ['redirect-uri-only-at-authorize', 'redirect_uri'],
  ])('%s takes it out of the object', async (name, param) => {
    const { exchange, missing } = await changed(signedFlow(), params, use(name))
    expect(claimsSent(exchange)).not.toHaveProperty(param)
    expect(missing).toEqual([null])
    expect(await lost(signedFlow(), params, use(name))).not.toEqual([null])
  })

  it.each([
    ['narrow-grant-then-widen', { scope: 'openid' }],
    ['prompt-none-without-session', { prompt: 'none' }],
  ])('%s sets it in the object', async (name, claims) => {
    const { exchange, missing } = await changed(signedFlow(), params, use(name))
    expect(claimsSent(exchange)).toMatchObject(claims)
    expect(missing).toEqual([null])
    expect(await lost(signedFlow(), params, use(name))).not.toEqual([null])
  })
})

describe('the refusal of a parameter inside a request object', () => {
  const definition = (part: Location['part'], codes: readonly string[]): Case =>
    ({ at: [{ step: 'par', part, place: null }], expect: { kind: 'reject', codes } }) as unknown as Case
  const codesOf = (one: Case): readonly string[] | undefined => one.expect?.codes

  it('may be worded for the object', () => {
    const one = definition('params', ['invalid_request'])
    expect(codesOf(inVariant(one, { request: 'signed' }))).toEqual(['invalid_request', 'invalid_request_object'])
    expect(inVariant(one, { request: 'unsigned' })).toBe(one)
  })

  it.each([
    ['another part', definition('form', ['invalid_client'])],
    ['any code allowed', definition('params', [])],
    ['the code in the list', definition('params', ['invalid_request_object'])],
    ['no expectation', { ...definition('params', []), expect: null }],
  ])('leaves the case as it is: %s', (_name, one) => {
    expect(inVariant(one, { request: 'signed' })).toBe(one)
  })
})
