import { describe, expect, it } from 'vitest'
import { judgeExchange } from '../../src/checks/refusal.ts'
import { checks } from '../../src/checks/registry.ts'
import type { Trace } from '../../src/checks/types.ts'
import type { StepName } from '../../src/suite/types.ts'
import type { Exchange } from '../../src/wire/types.ts'
import { exchange, noAnswer } from './exchange.ts'
import { honestTrace } from './trace.ts'

const KINDS = ['yes', 'no', 'not-applicable', 'unknown']

function allAnswer(trace: Trace): void {
  for (const [name, check] of Object.entries(checks)) {
    const answer = check(trace)
    expect(KINDS, name).toContain(answer.kind)
    if (answer.kind === 'yes' || answer.kind === 'no') {
      expect(answer.expected, name).not.toBe('')
      expect(answer.observed.length, name).toBeLessThan(4000)
    } else expect(answer.reason, name).not.toBe('')
  }
}

const BODIES: readonly string[] = [
  ...[
    '',
    'null',
    'true',
    '17',
    '"text"',
    '[]',
    '[null]',
    '[[]]',
    '{}',
    '{"a":null}',
    '{',
    '{"a":1,"a":2}',
    '\u0000',
    '<html>',
    'a.b.c',
    'a.b.c.d.e',
  ],
  '{"__proto__":{"access_token":"x"},"constructor":1,"toString":2}',
  '{"access_token":null,"token_type":[],"expires_in":{},"scope":17,"id_token":{},"refresh_token":true}',
  '{"access_token":"","token_type":"","expires_in":"","scope":"","id_token":"","refresh_token":""}',
  '{"access_token":"..","id_token":"..","request_uri":"..","expires_in":1e400}',
  '{"request_uri":[],"expires_in":null}',
  '{"active":{},"cnf":[],"scope":{},"aud":[1]}',
  '{"keys":[null,1,"a",[],{},{"kty":1},{"kty":"RSA"},{"kty":"__proto__"},{"kty":"EC","crv":{},"x":1,"y":[]},{"kty":"RSA","n":"!","e":"!","x5c":{}}]}',
]

/** Too long to be sent in every combination. */
const LONG: readonly string[] = [
  `{"a":"${'x'.repeat(200_000)}"}`,
  '['.repeat(50_000),
  `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`,
  '<div>'.repeat(20_000),
]

const HEADERS: readonly (readonly [string, string][])[] = [
  [],
  [['Content-Type', '']],
  [['content-type', ';;;']],
  [
    ['WWW-Authenticate', '"'],
    ['DPoP-Nonce', ''],
    ['Date', 'yesterday'],
    ['Location', 'http://['],
  ],
  [
    ['Content-Type', 'text/html'],
    ['Content-Security-Policy', ';;frame-ancestors'],
    ['Strict-Transport-Security', 'max-age=x'],
  ],
]

const STEPS = [
  'discovery',
  'jwks',
  'par',
  'authorize',
  'token',
  'resource',
  'userinfo',
  'refresh',
  'introspect',
  'revoke',
] as const

const everywhere = (trace: Trace, make: (step: StepName) => Exchange): Trace => ({
  ...trace,
  exchanges: Object.fromEntries(STEPS.map((step) => [step, [make(step)]])),
})

describe('checks never throw', () => {
  it.each([200, 201, 400, 0])('whatever a status %i holds', async (status) => {
    const trace = await honestTrace()
    for (const body of BODIES) {
      for (const headers of HEADERS) {
        const response = { status, headers: [...headers] as [string, string][], body }
        allAnswer(everywhere(trace, (step) => exchange(step, {}, response)))
        for (const step of STEPS) expect(judgeExchange(step, exchange(step, {}, response)).detail).not.toBe('')
      }
    }
  })

  it('however long a body is', async () => {
    const trace = await honestTrace()
    for (const body of LONG) {
      const html: [string, string][] = [['content-type', 'text/html']]
      allAnswer(everywhere(trace, (step) => exchange(step, { method: 'GET' }, { status: 200, headers: html, body })))
    }
  })

  it('whatever the metadata and keys are', async () => {
    const trace = await honestTrace()
    const values: readonly unknown[] = [null, undefined, 0, '', 'x', [], [null], {}, { a: 1 }, [[]], true, 'http://[']
    for (const value of values) {
      const metadata = Object.fromEntries(Object.keys(trace.metadata ?? {}).map((name) => [name, value]))
      allAnswer({ ...trace, metadata, serverKeys: [value as Record<string, unknown>] })
    }
    allAnswer({ ...trace, metadata: {}, serverKeys: [] })
    allAnswer({ ...trace, metadata: null, serverKeys: null })
  })

  it('whatever the callback is', async () => {
    const trace = await honestTrace()
    const urls = [
      '',
      'x',
      'https://',
      'https://a/#',
      'https://a/?code',
      'javascript:alert(1)',
      `https://a/?code=${'x'.repeat(100_000)}`,
    ]
    for (const url of urls) {
      const params: [string, string][][] = [
        [],
        [['code', '']],
        [['', '']],
        [['iss', 'http://[']],
        [['state', '\u0000']],
      ]
      for (const list of params) allAnswer({ ...trace, callback: { url, params: list, jwt: null } })
    }
  })

  it('with nothing sent and nothing received', async () => {
    const trace = await honestTrace()
    const sent = {
      scope: null,
      state: null,
      nonce: null,
      responseType: null,
      redirectUri: null,
      codeVerifier: null,
      dpopJkt: null,
      interactionId: null,
    }
    const samples = { requestUris: [], codes: [], accessTokens: [], refreshTokens: [] }
    const bare: Trace = {
      ...trace,
      sent,
      samples,
      exchanges: {},
      callback: null,
      metadata: null,
      serverKeys: null,
      other: null,
    }
    allAnswer(bare)
    for (const check of Object.values(checks))
      expect(['unknown', 'not-applicable']).toContain(
        check({ ...bare, stopped: { step: 'discovery', detail: 'x', attributed: 'network' } }).kind,
      )
    allAnswer({ ...bare, client: { ...bare.client, redirectUri: 'no url', id: '' }, issuer: 'no url' })
    allAnswer({ ...trace, client: { ...trace.client, redirectUri: 'no url' }, issuer: '' })
  })

  it('with no answer at any step', async () => {
    const trace = await honestTrace()
    allAnswer(everywhere(trace, (step) => noAnswer(step, 'TIMEOUT', 'response')))
  })
})
