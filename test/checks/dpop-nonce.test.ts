import { describe, expect, it } from 'vitest'
import type { Exchange } from '../../src/wire/types.ts'
import { onlyTheseSayNo } from './change.ts'
import { exchange, json, type ResponseDraft } from './exchange.ts'
import { ask, honestTrace } from './trace.ts'

const nonce = (value: string): [string, string] => ['DPoP-Nonce', value]

describe('DPoP nonces', () => {
  onlyTheseSayNo([
    ['two headers', (plan) => plan.token.headers.push(nonce('a'), nonce('b')), ['dpop-nonce-single']],
    ['an empty nonce', (plan) => plan.par.headers.push(nonce('')), ['dpop-nonce-characters']],
    ['a nonce with a space', (plan) => plan.par.headers.push(nonce('a b')), ['dpop-nonce-characters']],
    ['a nonce in quotes', (plan) => plan.par.headers.push(nonce('"abc"')), ['dpop-nonce-characters']],
    ['a cacheable answer to GET', (plan) => plan.resource.headers.push(nonce('abc')), ['dpop-nonce-not-cacheable']],
    [
      'a nonce with a long life',
      (plan) => plan.resource.headers.push(nonce('abc'), ['Cache-Control', 'max-age=600']),
      ['dpop-nonce-not-cacheable'],
    ],
  ])

  it('blames the server that sent it', async () => {
    const trace = await honestTrace((plan) => plan.resource.headers.push(nonce('"')))
    expect(ask('dpop-nonce-characters', trace)).toMatchObject({ kind: 'no', attributed: 'rs' })
  })

  it('is asked of DPoP flows only', async () => {
    const trace = await honestTrace((plan) => [
      plan.token.headers.push(nonce('"')),
      Object.assign(plan.variant, { sender_constraint: 'mtls' }),
    ])
    expect(ask('dpop-nonce-characters', trace).kind).toBe('not-applicable')
  })
})

describe('a demand for a nonce', () => {
  const demanded = async (step: string, response: ResponseDraft): Promise<Parameters<typeof ask>[1]> => {
    const trace = await honestTrace()
    const first: Exchange = exchange(step, {}, response)
    return { ...trace, exchanges: { ...trace.exchanges, [step]: [first, ...(trace.exchanges[step] ?? [])] } }
  }
  const error = { error: 'use_dpop_nonce' }
  const challenge = (value: string): [string, string] => ['WWW-Authenticate', value]
  const named = challenge('DPoP error="use_dpop_nonce", error_description="nonce wanted"')

  it.each([
    ['par', json(400, error, [nonce('abc')]), 'yes'],
    ['token', json(400, error, [nonce('abc')]), 'yes'],
    ['token', json(401, error, [nonce('abc')]), 'no'],
    ['token', json(400, error), 'no'],
    ['token', json(400, { error: 'invalid_grant' }), 'not-applicable'],
  ] as const)('of the authorization server at %s', async (step, response, kind) => {
    expect(ask('dpop-nonce-demand-token', await demanded(step, response)).kind).toBe(kind)
  })

  it.each([
    [json(401, {}, [named, nonce('abc')]), 'yes'],
    [json(401, {}, [challenge('Bearer, dpop algs="ES256", error=use_dpop_nonce'), nonce('abc')]), 'yes'],
    [json(400, {}, [named, nonce('abc')]), 'no'],
    [json(401, {}, [named]), 'no'],
    [json(401, {}, [challenge('Bearer error="use_dpop_nonce"'), nonce('abc')]), 'no'],
    [json(401, error, [nonce('abc')]), 'no'],
    [json(401, {}, [challenge('DPoP error="invalid_token"')]), 'not-applicable'],
  ] as const)('of the resource server: %j', async (response, kind) => {
    const answer = ask('dpop-nonce-demand-resource', await demanded('resource', response as ResponseDraft))
    expect(answer.kind).toBe(kind)
    if (answer.kind === 'no') expect(answer.attributed).toBe('rs')
  })
})
