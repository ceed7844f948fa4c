import { describe, expect, it } from 'vitest'
import { type Blueprint, ISSUER, NOW_S } from './blueprint.ts'
import { type Change, onlyTheseSayNo, type Row } from './change.ts'
import { keys } from './keys.ts'
import { ask, honestTrace, namesOf } from './trace.ts'

type Response = NonNullable<Blueprint['callback']>

/** The honest flow with a signed authorization response. */
const jarm: Change = (plan) => {
  plan.variant.response = 'jarm'
  const { callback } = plan
  if (callback === null) throw new Error('the blueprint has no callback')
  const { code, state } = Object.fromEntries(callback.query)
  callback.jwt = {
    header: { kid: 'ec-1' },
    claims: { iss: ISSUER, aud: plan.client.id, iat: NOW_S, exp: NOW_S + 60, code, state },
    key: keys.es256,
  }
  callback.query = [['response', '$response']]
  plan.pushed.response_mode = 'jwt'
  plan.metadata.response_modes_supported = ['query.jwt', 'jwt']
  plan.metadata.authorization_signing_alg_values_supported = ['ES256', 'PS256']
}

type Jwt = NonNullable<Response['jwt']>

const response =
  (change: (callback: Response, jwt: Jwt, plan: Blueprint) => unknown): Change =>
  (plan) => {
    jarm(plan)
    const { callback } = plan
    if (!callback?.jwt) throw new Error('the blueprint has no response JWT')
    change(callback, callback.jwt, plan)
  }

const claims = (values: Record<string, unknown>): Change => response((_, jwt) => Object.assign(jwt.claims, values))

/** What other servers do and may do. */
const FINE: readonly (readonly [string, Change])[] = [
  ['an honest response', jarm],
  ['aud as a list', response((_, { claims: all }) => Object.assign(all, { aud: [all.aud] }))],
  ['further claims', claims({ jti: 'x', nbf: NOW_S, session_state: 'x', acme: { a: 1 } })],
  ['no iat', claims({ iat: undefined })],
  ['ten minutes', claims({ exp: NOW_S + 600 })],
  ['another published key', response((_, jwt) => Object.assign(jwt, { key: keys.ps256, header: { kid: 'rsa-1' } }))],
  ['a typ', response((_, { header }) => Object.assign(header, { typ: 'JWT' }))],
  [
    'a redirect URI with a query',
    response((callback, _, plan) => {
      const uri = 'https://client.example/cb?state=registered'
      Object.assign(callback, { redirectUri: uri })
      Object.assign(plan.sent, { redirectUri: uri })
      Object.assign(plan.client, { redirectUri: uri })
    }),
  ],
]

const ROWS: readonly Row[] = [
  ['iss beside the JWT', response(({ query }) => query.push(['iss', ISSUER])), ['jarm-response-iss-inside-only']],
  ['code beside the JWT', response(({ query }) => query.push(['code', 'x'])), ['jarm-response-alone']],
  ['an error in the fragment', response(({ fragment }) => fragment.push(['error', 'x'])), ['jarm-response-alone']],
  ['two JWTs', response(({ query }) => query.push(['response', '$response'])), ['jarm-response-jwt']],
  [
    'the JWT in the fragment',
    response((callback) => Object.assign(callback, { query: [], fragment: callback.query })),
    ['jarm-response-place'],
  ],
  ['no iss', claims({ iss: undefined }), ['jarm-response-iss']],
  ['an iss with a slash', claims({ iss: `${ISSUER}/` }), ['jarm-response-iss']],
  ['no aud', claims({ aud: undefined }), ['jarm-response-aud']],
  ['aud of another client', claims({ aud: 'client2-id' }), ['jarm-response-aud']],
  ['aud of others in a list', claims({ aud: ['client2-id'] }), ['jarm-response-aud']],
  ['exp as text', claims({ exp: String(NOW_S + 60) }), ['jarm-response-exp']],
  ['exp in milliseconds', claims({ exp: (NOW_S + 60) * 1000 }), ['jarm-response-exp', 'jarm-response-lifetime']],
  ['an expired JWT', claims({ exp: NOW_S - 3600, iat: NOW_S - 3700 }), ['jarm-response-exp']],
  ['a JWT without life', claims({ exp: NOW_S }), ['jarm-response-exp']],
  ['eleven minutes', claims({ exp: NOW_S + 660 }), ['jarm-response-lifetime']],
  ['an hour, without iat', claims({ exp: NOW_S + 3600, iat: undefined }), ['jarm-response-lifetime']],
  ['a number as session_state', claims({ session_state: 1 }), ['jarm-response-parameters']],
  ['no kid', response((_, { header }) => Object.assign(header, { kid: undefined })), ['jarm-response-kid']],
  ['an unknown kid', response((_, { header }) => Object.assign(header, { kid: 'x' })), ['jarm-response-signature']],
  [
    'RS256',
    response((_, jwt) => Object.assign(jwt, { key: keys.rs256, header: { kid: 'rsa-1' } })),
    ['jarm-response-alg', 'jarm-response-signature', 'jarm-response-alg-listed'],
  ],
  [
    'an algorithm that the metadata does not list',
    response((_, __, { metadata }) =>
      Object.assign(metadata, { authorization_signing_alg_values_supported: ['PS256'] }),
    ),
    ['jarm-response-alg-listed'],
  ],
  [
    'no jwt mode in the metadata',
    response((_, __, { metadata }) => Object.assign(metadata, { response_modes_supported: ['query.jwt'] })),
    ['metadata-jarm-mode'],
  ],
  [
    'RS256 only in the metadata',
    response((_, __, { metadata }) =>
      Object.assign(metadata, { authorization_signing_alg_values_supported: ['RS256'] }),
    ),
    ['metadata-jarm-algs', 'metadata-no-weak-algs', 'jarm-response-alg-listed'],
  ],
  [
    'no algorithms in the metadata',
    response((_, __, { metadata }) => delete metadata.authorization_signing_alg_values_supported),
    ['metadata-jarm-algs-listed'],
  ],
]

describe('signed authorization response', () => {
  it.each(FINE)('has nothing wrong: %s', async (_, change) => {
    const trace = await honestTrace(change)
    expect(namesOf(trace, 'no', 'unknown')).toEqual([])
    expect(namesOf(trace, 'yes').filter((name) => name.startsWith('jarm-')).length).toBeGreaterThan(12)
  })

  onlyTheseSayNo(ROWS)

  it('is found missing where the response is plain', async () => {
    const trace = await honestTrace((plan) => {
      plan.variant.response = 'jarm'
    })
    const jarmChecks = (names: readonly string[]) => names.filter((name) => name.startsWith('jarm-'))
    expect(jarmChecks(namesOf(trace, 'no'))).toEqual(['jarm-response-jwt', 'jarm-response-alone'])
    expect(jarmChecks(namesOf(trace, 'yes'))).toEqual([])
  })

  it('has an unsigned JWT found out, in any spelling', async () => {
    const trace = await honestTrace(jarm)
    const [, payload] = (trace.callback?.jwt ?? '').split('.')
    const jwt = `${Buffer.from('{"alg":"nOnE"}').toString('base64url')}.${payload}.`
    const unsigned = { ...trace, callback: { url: `https://client.example/cb?response=${jwt}`, params: [], jwt } }
    expect(ask('jarm-response-jwt', unsigned).kind).toBe('yes')
    for (const name of ['alg', 'signed', 'signature'])
      expect(ask(`jarm-response-${name}`, unsigned).kind, name).toBe('no')
  })

  it('has a changed claim found out', async () => {
    const trace = await honestTrace(jarm)
    const [header, , signature] = (trace.callback?.jwt ?? '').split('.')
    const payload = Buffer.from(JSON.stringify({ iss: ISSUER, code: 'x' })).toString('base64url')
    const url = `https://client.example/cb?response=${header}.${payload}.${signature}`
    const changed = { ...trace, callback: { url, params: [], jwt: null } }
    expect(ask('jarm-response-signature', changed).kind).toBe('no')
  })

  it('cannot be told where it is encrypted or unreadable', async () => {
    const trace = await honestTrace(jarm)
    const with_ = (jwt: string) => ({
      ...trace,
      callback: { url: `https://client.example/cb?response=${jwt}`, params: [], jwt },
    })
    expect(ask('jarm-response-jwt', with_('eyJhbGciOiJkaXIifQ..a.b.c')).kind).toBe('unknown')
    expect(ask('jarm-response-not-encrypted', with_('eyJhbGciOiJkaXIifQ..a.b.c')).kind).toBe('no')
    expect(ask('jarm-response-jwt', with_('garbage')).kind).toBe('no')
    expect(ask('jarm-response-iss', with_('garbage')).kind).toBe('unknown')
    expect(ask('jarm-response-jwt', { ...trace, callback: null }).kind).toBe('unknown')
  })

  it.each([
    ['jwt', 'query', 'yes'],
    ['query.jwt', 'query', 'yes'],
    ['query.jwt', 'fragment', 'no'],
    ['fragment.jwt', 'fragment', 'yes'],
    ['fragment.jwt', 'query', 'no'],
    ['form_post.jwt', 'query', 'not-applicable'],
  ] as const)('for %s in the %s: %s', async (mode, place, kind) => {
    const trace = await honestTrace((plan) => {
      jarm(plan)
      plan.pushed.response_mode = mode
      if (place === 'fragment') Object.assign(plan.callback ?? {}, { query: [], fragment: [['response', '$response']] })
    })
    expect(ask('jarm-response-place', trace).kind).toBe(kind)
  })

  it('is measured by the clock of the server that made it', async () => {
    const trace = await honestTrace(claims({ iat: NOW_S - 7200, exp: NOW_S - 7140 }))
    expect(ask('jarm-response-exp', trace).kind).toBe('no')
    const last = trace.exchanges.authorize?.at(-1)
    if (!last?.response) throw new Error('no response')
    const headers = [...last.response.headers, ['Date', new Date((NOW_S - 7200) * 1000).toUTCString()] as const]
    const dated = { ...last, response: { ...last.response, headers } }
    const behind = { ...trace, exchanges: { ...trace.exchanges, authorize: [dated] } }
    expect(ask('jarm-response-exp', behind).kind).toBe('yes')
  })
})
