import { describe, expect, it } from 'vitest'
import { drop, header, onlyTheseSayNo, set } from './change.ts'
import { ask, honestTrace } from './trace.ts'

const URN = 'urn:ietf:params:oauth:request_uri:'

describe('PAR response', () => {
  onlyTheseSayNo([
    ['200 instead of 201', (plan) => (plan.par.status = 200), ['par-response-status']],
    ['202', (plan) => (plan.par.status = 202), ['par-response-status']],
    ['an error in a 201', (plan) => set(plan.par, { error: 'invalid_request' }), ['par-response-status']],
    ['text/plain', (plan) => header(plan.par, 'content-type', 'text/plain'), ['par-response-content-type']],
    [
      'application/jsonp',
      (plan) => header(plan.par, 'content-type', 'application/jsonp'),
      ['par-response-content-type'],
    ],
    ['an array', (plan) => (plan.par.body = [1]), ['par-response-json']],
    ['an empty body', (plan) => (plan.par.body = ''), ['par-response-json']],
    ['no Cache-Control', (plan) => header(plan.par, 'cache-control'), ['par-response-no-store']],
    ['no-cache only', (plan) => header(plan.par, 'cache-control', 'no-cache, private'), ['par-response-no-store']],
    ['no request_uri', (plan) => drop(plan.par, 'request_uri'), ['par-request-uri']],
    [
      'a relative request_uri',
      (plan) => set(plan.par, { request_uri: '/requests/8kd3Jd92kfDk20dkfJ38dkQp' }),
      ['par-request-uri'],
    ],
    [
      'an empty request_uri',
      (plan) => set(plan.par, { request_uri: '' }),
      ['par-request-uri', 'par-request-uri-random'],
    ],
    ['a short random part', (plan) => set(plan.par, { request_uri: `${URN}Ab3dEf6hIj` }), ['par-request-uri-random']],
    [
      'a long prefix and a counter',
      (plan) => set(plan.par, { request_uri: `${URN}000000000000000000000000000000000000000017` }),
      ['par-request-uri-random'],
    ],
    ['600 seconds', (plan) => set(plan.par, { expires_in: 600 }), ['par-expires-in-below-600']],
    ['an hour', (plan) => set(plan.par, { expires_in: 3600 }), ['par-expires-in-below-600']],
    ['no expires_in', (plan) => drop(plan.par, 'expires_in'), ['par-expires-in-integer', 'par-expires-in-below-600']],
    ['expires_in as text', (plan) => set(plan.par, { expires_in: '60' }), ['par-expires-in-integer']],
    [
      'expires_in as text, too long',
      (plan) => set(plan.par, { expires_in: '900' }),
      ['par-expires-in-integer', 'par-expires-in-below-600'],
    ],
    ['a fraction', (plan) => set(plan.par, { expires_in: 59.5 }), ['par-expires-in-integer']],
    ['zero', (plan) => set(plan.par, { expires_in: 0 }), ['par-expires-in-integer', 'par-expires-in-usable']],
    ['negative', (plan) => set(plan.par, { expires_in: -1 }), ['par-expires-in-integer', 'par-expires-in-usable']],
    [
      'a boolean',
      (plan) => set(plan.par, { expires_in: true }),
      ['par-expires-in-integer', 'par-expires-in-below-600'],
    ],
    ['10 seconds', (plan) => set(plan.par, { expires_in: 10 }), ['par-expires-in-usable']],
  ])

  it.each([599, 60, 30])('takes %s seconds', async (seconds) => {
    const trace = await honestTrace((plan) => set(plan.par, { expires_in: seconds }))
    for (const name of ['par-expires-in-integer', 'par-expires-in-below-600', 'par-expires-in-usable']) {
      expect(ask(name, trace).kind).toBe('yes')
    }
  })

  it.each([
    ['a URL', 'https://as.example/requests/Zk3fJ9dkQp-28dkfJ38dkQpLw0'],
    ['32 hexadecimal digits', `${URN}9f86d081884c7d659a2feaa0c55ad015`],
    ['a version 4 UUID', `${URN}3f1c2b7e-9a4d-4c1e-8b2a-6d5e4f3a2b1c`],
    ['the URN in other letter case', 'URN:IETF:PARAMS:OAUTH:REQUEST_URI:Zk3fJ9dkQp-28dkfJ38dkQpLw0'],
  ])('takes %s as random', async (_, uri) => {
    const trace = await honestTrace((plan) => set(plan.par, { request_uri: uri }))
    expect(ask('par-request-uri-random', trace).kind).toBe('yes')
  })

  it('does not count the fixed prefix', async () => {
    const trace = await honestTrace((plan) => {
      set(plan.par, { request_uri: `${URN}acme-sandbox-request-000001` })
      plan.samples.requestUris = [1, 2, 3].map((n) => `${URN}acme-sandbox-request-00000${n}`)
    })
    expect(ask('par-request-uri-random', trace)).toMatchObject({
      kind: 'no',
      observed: expect.stringContaining('alphabet'),
    })
  })

  it('notices the same request_uri twice', async () => {
    const trace = await honestTrace((plan) => plan.samples.requestUris.push(plan.samples.requestUris[0] ?? ''))
    expect(ask('par-request-uri-random', trace)).toMatchObject({
      kind: 'no',
      observed: 'another request got the same "request_uri"',
    })
  })

  it('does not look into a refusal', async () => {
    const trace = await honestTrace((plan) =>
      Object.assign(plan.par, { status: 400, body: { error: 'invalid_request' } }),
    )
    expect(ask('par-response-status', trace)).toMatchObject({
      kind: 'no',
      observed: 'status 400 with error "invalid_request"',
    })
    expect(ask('par-expires-in-below-600', trace)).toEqual({
      kind: 'unknown',
      reason: 'the par request was answered with 400 with error "invalid_request", so there is nothing to look at',
      attributed: 'as',
    })
  })

  it('says which answer is meant, without repeating the credential', async () => {
    const trace = await honestTrace((plan) => set(plan.par, { expires_in: 600 }))
    const answer = ask('par-expires-in-below-600', trace)
    expect(answer).toEqual({
      kind: 'no',
      attributed: 'as',
      expected: '"expires_in" under 600 s',
      observed: '600',
      exchanges: [trace.exchanges.par?.[0]?.id],
    })
  })
})
