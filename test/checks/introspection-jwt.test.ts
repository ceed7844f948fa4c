import { describe, expect, it } from 'vitest'
import type { Trace } from '../../src/checks/types.ts'
import { CERT_THUMBPRINT, ISSUER, NOW_S } from './blueprint.ts'
import { type Change, header, onlyTheseSayNo, type Row } from './change.ts'
import { keys, unsigned } from './keys.ts'
import { ask, honestTrace, namesOf } from './trace.ts'

const claims =
  (values: Record<string, unknown>): Change =>
  ({ introspectionJwt }) =>
    Object.assign(introspectionJwt.claims, values)

const members =
  (values: Record<string, unknown>): Change =>
  ({ introspectionJwt }) =>
    Object.assign(introspectionJwt.claims.token_introspection as object, values)

const body =
  (text: string): Change =>
  ({ introspectJwt }) =>
    Object.assign(introspectJwt, { body: text })

const own = (names: readonly string[]): string[] => names.filter((name) => name.startsWith('introspection-jwt-'))

const FINE: readonly (readonly [string, Change])[] = [
  ['an honest answer', () => {}],
  ['aud as a list', claims({ aud: ['client1-id', 'https://rs.example'] })],
  [
    'typ with application/',
    ({ introspectionJwt: { header: all } }) => (all.typ = 'application/token-introspection+jwt'),
  ],
  ['typ in odd case', ({ introspectionJwt: { header: all } }) => (all.typ = 'Token-Introspection+JWT')],
  ['further claims', claims({ jti: 'x', acme: { a: 1 } })],
  ['a clock that is some minutes behind', claims({ iat: NOW_S - 200 })],
  [
    'a charset in the content type',
    ({ introspectJwt }) => header(introspectJwt, 'content-type', 'application/token-introspection+jwt; charset=utf-8'),
  ],
]

const ROWS: readonly Row[] = [
  [
    'another content type',
    ({ introspectJwt }) => header(introspectJwt, 'content-type', 'application/jwt'),
    ['introspection-jwt-content-type'],
  ],
  ['no typ', ({ introspectionJwt }) => delete introspectionJwt.header.typ, ['introspection-jwt-typ']],
  ['typ JWT', ({ introspectionJwt: { header: all } }) => (all.typ = 'JWT'), ['introspection-jwt-typ']],
  ['no iss', claims({ iss: undefined }), ['introspection-jwt-iss']],
  ['an iss with a slash', claims({ iss: `${ISSUER}/` }), ['introspection-jwt-iss']],
  ['no aud', claims({ aud: undefined }), ['introspection-jwt-aud']],
  ['aud of the access token', claims({ aud: 'https://rs.example' }), ['introspection-jwt-aud']],
  ['no iat', claims({ iat: undefined }), ['introspection-jwt-iat']],
  ['iat as text', claims({ iat: String(NOW_S) }), ['introspection-jwt-iat']],
  ['iat of an hour ago', claims({ iat: NOW_S - 3600 }), ['introspection-jwt-iat']],
  ['active as text', members({ active: 'true' }), ['introspection-jwt-members']],
  ['sub at top level', claims({ sub: 'user-1' }), ['introspection-jwt-no-token-claims']],
  ['exp at top level', claims({ exp: NOW_S + 60 }), ['introspection-jwt-no-token-claims']],
  ['another key in cnf', members({ cnf: { jkt: 'x' } }), ['introspection-jwt-bound-to-proof-key']],
  ['no cnf', members({ cnf: undefined }), ['introspection-jwt-bound-to-proof-key']],
  [
    'RS256',
    ({ introspectionJwt }) => Object.assign(introspectionJwt, { key: keys.rs256 }),
    ['introspection-jwt-alg', 'introspection-jwt-signature'],
  ],
  [
    'a key that is not published',
    ({ introspectionJwt }) => Object.assign(introspectionJwt, { key: keys.stranger }),
    ['introspection-jwt-signature'],
  ],
  [
    'no signature',
    body(
      unsigned(
        { alg: 'none', typ: 'token-introspection+jwt' },
        { iss: ISSUER, aud: 'client1-id', iat: NOW_S, token_introspection: { active: false } },
      ),
    ),
    ['introspection-jwt-alg', 'introspection-jwt-signed', 'introspection-jwt-signature'],
  ],
]

describe('JWT introspection response', () => {
  it.each(FINE)('has nothing wrong: %s', async (_, change) => {
    const trace = await honestTrace(change)
    expect(namesOf(trace, 'no', 'unknown')).toEqual([])
    expect(own(namesOf(trace, 'yes')).length).toBeGreaterThan(10)
  })

  onlyTheseSayNo(ROWS)

  it('has the time of the answer as iat, where that can be told from the time of the token', async () => {
    const name = 'introspection-jwt-iat-not-of-token'
    const asked = async (afterS: number, iat: number): Promise<Trace> => {
      const trace = await honestTrace((plan) => {
        claims({ iat })(plan)
        members({ iat: NOW_S - 5 })(plan)
      })
      const answered = trace.exchanges.introspect_jwt?.at(-1)?.timing.startedAt ?? 0
      const issued = (trace.exchanges.token ?? []).map((exchange) => ({
        ...exchange,
        timing: { ...exchange.timing, startedAt: answered - afterS * 1000 },
      }))
      return { ...trace, exchanges: { ...trace.exchanges, token: issued } }
    }
    expect(ask(name, await asked(5, NOW_S)).kind).toBe('yes')
    expect(ask(name, await asked(5, NOW_S - 5)).kind).toBe('no')
    expect(ask(name, await asked(1, NOW_S - 5)).kind).toBe('not-applicable')
    const silent = await honestTrace(members({ iat: undefined }))
    expect(ask(name, silent).kind).toBe('not-applicable')
  })

  it('names the certificate of a certificate-bound token', async () => {
    const mtls = (change: Change) =>
      honestTrace((plan) => {
        plan.variant.sender_constraint = 'mtls'
        change(plan)
      })
    const name = 'introspection-jwt-bound-to-certificate'
    expect(ask(name, await mtls(() => {})).kind).toBe('yes')
    expect(ask(name, await mtls(members({ cnf: { 'x5t#S256': CERT_THUMBPRINT.toLowerCase() } }))).kind).toBe('no')
    expect(ask(name, await mtls(members({ cnf: undefined }))).kind).toBe('no')
  })

  it('is found missing where the server lists algorithms for it, and then nothing else is told', async () => {
    const trace = await honestTrace(({ introspectJwt }) => Object.assign(introspectJwt, { body: { active: true } }))
    expect(own(namesOf(trace, 'no'))).toEqual(['introspection-jwt-response'])
    expect(own(namesOf(trace, 'yes'))).toEqual([])
    const refused = await honestTrace(({ introspectJwt }) => Object.assign(introspectJwt, { status: 406, body: '' }))
    expect(own(namesOf(refused, 'no'))).toEqual(['introspection-jwt-response'])
  })

  it('is not asked for where the server does not offer it', async () => {
    const trace = await honestTrace(({ metadata, introspectJwt }) => {
      delete metadata.introspection_signing_alg_values_supported
      introspectJwt.body = { active: true }
    })
    expect(own(namesOf(trace, 'yes', 'no', 'unknown'))).toEqual([])
  })

  it('is asked about where the server gives one without saying so', async () => {
    const trace = await honestTrace(({ metadata, introspectionJwt }) => {
      delete metadata.introspection_signing_alg_values_supported
      delete introspectionJwt.claims.iss
    })
    expect(own(namesOf(trace, 'no'))).toEqual(['introspection-jwt-iss'])
  })

  it('says nothing further about an inactive token', async () => {
    const name = 'introspection-jwt-only-inactive'
    const inactive = (more: object) =>
      honestTrace(({ introspectionJwt }) => {
        introspectionJwt.claims.token_introspection = { active: false, ...more }
      })
    expect(ask(name, await inactive({})).kind).toBe('yes')
    expect(ask(name, await inactive({ sub: 'user-1' }))).toMatchObject({ kind: 'no', observed: '"sub" is there, too' })
    expect(ask(name, await honestTrace()).kind).toBe('not-applicable')
  })

  it('cannot be told where it is encrypted', async () => {
    const trace = await honestTrace(body('eyJhbGciOiJkaXIifQ..a.b.c'))
    expect(ask('introspection-jwt-response', trace).kind).toBe('unknown')
  })
})

describe('JSON introspection response', () => {
  it('says nothing further about an inactive token', async () => {
    const name = 'introspection-response-only-inactive'
    const inactive = (more: object) => honestTrace((plan) => (plan.introspect.body = { active: false, ...more }))
    expect(ask(name, await inactive({})).kind).toBe('yes')
    expect(ask(name, await inactive({ client_id: 'x' })).kind).toBe('no')
  })
})

describe('message signing', () => {
  const name = 'message-signing-in-use'

  it('is in use where anything is signed', async () => {
    expect(ask(name, await honestTrace())).toMatchObject({ kind: 'yes', observed: 'signed: introspection responses' })
    const plain = (change: Change) =>
      honestTrace((plan) => {
        plan.introspectJwt.body = { active: true }
        change(plan)
      })
    expect(ask(name, await plain(({ variant }) => (variant.request = 'signed')))).toMatchObject({ kind: 'yes' })
    expect(ask(name, await plain(({ variant }) => (variant.response = 'jarm')))).toMatchObject({ kind: 'yes' })
    expect(ask(name, await plain(() => {}))).toMatchObject({ kind: 'unknown', attributed: 'config' })
  })
})

describe('metadata of signed requests', () => {
  const signed =
    (algs: unknown): Change =>
    ({ variant, metadata }) => {
      variant.request = 'signed'
      if (algs !== undefined) metadata.request_object_signing_alg_values_supported = algs
    }

  it('has nothing wrong with an allowed algorithm', async () => {
    expect(namesOf(await honestTrace(signed(['ES256'])), 'no', 'unknown')).toEqual([])
  })

  onlyTheseSayNo([
    ['no list', signed(undefined), ['metadata-request-object-algs-listed']],
    ['RS256 only', signed(['RS256']), ['metadata-request-object-algs', 'metadata-no-weak-algs']],
    ['none beside it', signed(['ES256', 'none']), ['metadata-no-alg-none']],
  ])
})
