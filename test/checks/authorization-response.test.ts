import { describe, expect, it } from 'vitest'
import { type Blueprint, ISSUER } from './blueprint.ts'
import { onlyTheseSayNo } from './change.ts'
import { unsigned } from './keys.ts'
import { ask, honestTrace, namesOf, toTrace } from './trace.ts'

/** Replaces all values of a response parameter; none: takes it away. */
const param = (plan: Blueprint, name: string, ...values: readonly string[]): void => {
  if (plan.callback === null) return
  const at = plan.callback.query.findIndex(([one]) => one === name)
  const query = plan.callback.query.filter(([one]) => one !== name)
  query.splice(at < 0 ? query.length : at, 0, ...values.map((value): [string, string] => [name, value]))
  plan.callback.query = query
}

const responseValue = (plan: Blueprint, name: string): string =>
  plan.callback?.query.find(([one]) => one === name)?.[1] ?? ''
const state = (plan: Blueprint): string => plan.sent.state ?? ''

describe('authorization response', () => {
  onlyTheseSayNo([
    ['no code', (plan) => param(plan, 'code'), ['authorization-response-code']],
    [
      'an empty code',
      (plan) => param(plan, 'code', ''),
      ['authorization-response-code', 'authorization-code-random', 'authorization-code-160-bits'],
    ],
    [
      'an error',
      (plan) => [param(plan, 'code'), param(plan, 'error', 'server_error')],
      ['authorization-response-code'],
    ],
    ['code and error', (plan) => param(plan, 'error', 'server_error'), ['authorization-response-code']],
    [
      'two codes',
      (plan) => param(plan, 'code', responseValue(plan, 'code'), 'second'),
      ['authorization-response-code', 'authorization-response-parameters-once'],
    ],
    [
      'everything in the fragment',
      (plan) => {
        if (plan.callback) plan.callback = { ...plan.callback, query: [], fragment: plan.callback.query }
      },
      ['authorization-response-in-query'],
    ],
    ['a token beside the code', (plan) => param(plan, 'access_token', 'abc'), ['authorization-response-no-tokens']],
    [
      'an ID token in the fragment',
      (plan) => plan.callback?.fragment.push(['id_token', 'a.b.c']),
      ['authorization-response-no-tokens'],
    ],
    ['no iss', (plan) => param(plan, 'iss'), ['authorization-response-iss-present']],
    [
      'iss twice',
      (plan) => param(plan, 'iss', ISSUER, ISSUER),
      ['authorization-response-iss-present', 'authorization-response-parameters-once'],
    ],
    ['another iss', (plan) => param(plan, 'iss', 'https://other.example'), ['authorization-response-iss-exact']],
    ['iss with a slash more', (plan) => param(plan, 'iss', `${ISSUER}/`), ['authorization-response-iss-exact']],
    [
      'iss encoded twice',
      (plan) => param(plan, 'iss', encodeURIComponent(ISSUER)),
      ['authorization-response-iss-exact', 'authorization-response-iss-form'],
    ],
    [
      'iss over http',
      (plan) => param(plan, 'iss', 'http://as.example'),
      ['authorization-response-iss-exact', 'authorization-response-iss-form'],
    ],
    ['no state', (plan) => param(plan, 'state'), ['authorization-response-state']],
    ['another state', (plan) => param(plan, 'state', 'other'), ['authorization-response-state']],
    ['a shortened state', (plan) => param(plan, 'state', state(plan).slice(0, 20)), ['authorization-response-state']],
    [
      'state in lower case',
      (plan) => {
        plan.sent.state = 'AbCdEf'
        param(plan, 'state', 'abcdef')
      },
      ['authorization-response-state'],
    ],
    [
      'state escaped for HTML',
      (plan) => {
        plan.sent.state = 'a&b<c>"d'
        param(plan, 'state', 'a&amp;b&lt;c&gt;&quot;d')
      },
      ['authorization-response-state'],
    ],
    [
      'state twice',
      (plan) => param(plan, 'state', state(plan), state(plan)),
      ['authorization-response-state', 'authorization-response-parameters-once'],
    ],
    ['a state where none was sent', (plan) => (plan.sent.state = null), ['authorization-response-state']],
    [
      'another redirect URI',
      (plan) => {
        if (plan.callback) plan.callback.redirectUri = 'https://client.example/other'
      },
      ['authorization-response-destination'],
    ],
    [
      'another host',
      (plan) => {
        if (plan.callback) plan.callback.redirectUri = 'https://evil.example/cb'
      },
      ['authorization-response-destination'],
    ],
    [
      'a lost user name',
      (plan) => {
        plan.sent.redirectUri = plan.client.redirectUri.replace('://', '://assay@')
      },
      ['authorization-response-destination'],
    ],
    [
      'a lost query of the push',
      (plan) => {
        plan.sent.redirectUri = `${plan.client.redirectUri}?assay=1`
      },
      ['authorization-response-destination'],
    ],
    [
      'a lost query',
      (plan) => {
        plan.client.redirectUri = 'https://client.example/cb?a=b'
        plan.sent.redirectUri = plan.client.redirectUri
      },
      ['authorization-response-redirect-query-kept'],
    ],
    [
      'a short code',
      (plan) => param(plan, 'code', '82913'),
      ['authorization-code-random', 'authorization-code-160-bits'],
    ],
    [
      'a code used before',
      (plan) => plan.samples.codes.push(plan.samples.codes[0] ?? ''),
      ['authorization-code-random', 'authorization-code-160-bits'],
    ],
    [
      'a UUID as code',
      (plan) => {
        param(plan, 'code', '3f1c2b7e-9a4d-4c1e-8b2a-6d5e4f3a2b1c')
        plan.samples.codes = []
      },
      ['authorization-code-160-bits'],
    ],
  ])

  it('looks at the query of the second client', async () => {
    const trace = await honestTrace()
    expect(ask('authorization-response-redirect-query-kept', trace)).toMatchObject({
      kind: 'yes',
      observed: '2 parameters kept',
    })
    const other = await honestTrace((plan) => {
      plan.client.redirectUri = 'https://client.example/cb?dummy1=lorem&dummy2=ipsum'
      if (plan.callback) plan.callback.redirectUri = 'https://client.example/cb?dummy1=lorem'
    })
    expect(ask('authorization-response-redirect-query-kept', { ...trace, other })).toMatchObject({
      kind: 'no',
      observed: '"dummy2=ipsum" is gone',
    })
  })

  it('has no query to look at without a second client', async () => {
    const trace = { ...(await honestTrace()), other: null }
    expect(ask('authorization-response-redirect-query-kept', trace).kind).toBe('not-applicable')
  })

  it('allows a name twice that is registered twice', async () => {
    const trace = await honestTrace((plan) => {
      plan.client.redirectUri = 'https://client.example/cb?a=1&a=2'
      plan.sent.redirectUri = plan.client.redirectUri
      if (plan.callback) plan.callback.redirectUri = plan.client.redirectUri
    })
    expect(namesOf(trace, 'no')).toEqual([])
  })

  it('takes a state of any length and alphabet', async () => {
    for (const value of ['x'.repeat(2000), 'ä ö+%20/?&=#', '{"a":1}', ' ']) {
      const trace = await honestTrace((plan) => {
        plan.sent.state = value
        param(plan, 'state', value)
      })
      expect(ask('authorization-response-state', trace).kind, value.slice(0, 20)).toBe('yes')
    }
  })

  it('asks for iss and state in error responses too', async () => {
    const trace = await honestTrace((plan) => {
      param(plan, 'code')
      param(plan, 'error', 'access_denied')
      param(plan, 'iss')
    })
    expect(ask('authorization-response-iss-present', trace).kind).toBe('no')
    expect(ask('authorization-response-state', trace).kind).toBe('yes')
  })

  it('reads parameters from inside a JWT where the flow has unpacked one', async () => {
    const trace = await honestTrace()
    const params = trace.callback?.params ?? []
    const jwt = unsigned({ alg: 'PS256' }, Object.fromEntries(params), 'AAAA')
    const jarm = { ...trace, callback: { url: `https://client.example/cb?response=${jwt}`, params, jwt } }
    expect(namesOf(jarm, 'no')).toEqual([])
  })

  it('does not know anything without a response', async () => {
    const stopped = { step: 'authorize', detail: 'the login page came back', attributed: 'config' as const }
    const trace = { ...(await honestTrace()), callback: null, stopped }
    expect(ask('authorization-response-iss-present', trace)).toEqual({
      kind: 'unknown',
      reason: 'there was no authorization response: the flow stopped at authorize: the login page came back',
      attributed: 'config',
    })
  })

  it('does not crash on a callback that is no URL', async () => {
    const trace = { ...(await honestTrace()), callback: { url: 'no url', params: [], jwt: null } }
    expect(ask('authorization-response-destination', trace).kind).toBe('unknown')
  })

  it('is not asked about in a flow without user', async () => {
    const plan = (await import('./blueprint.ts')).honestBlueprint()
    plan.variant.grant = 'client_credentials'
    expect(ask('authorization-response-code', await toTrace(plan)).kind).toBe('not-applicable')
  })
})
