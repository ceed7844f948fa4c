import { describe, expect, it } from 'vitest'
import { expectedText, needsText, sentText } from '../../src/app/describeCase.ts'
import { describeMutation } from '../../src/app/describeMutation.ts'
import type { Case, Expectation, Mutation } from '../../src/suite/types.ts'

const expectation: Expectation = {
  kind: 'reject',
  codes: ['invalid_client'],
  by: null,
  step: null,
  status: [],
  never: null,
  or: null,
  code: null,
}
const definition: Case = {
  ...{
    id: 'a',
    title: 'a',
    refs: ['X'],
    needs: {},
    kind: 'mutation',
    name: null,
    also: [],
    fix: null,
    source: { file: 'a.yaml', line: 1, column: 1 },
  },
  at: [{ step: 'par', part: 'client_assertion', place: 'claims' }],
  ...{ mutate: { remove: ['sub'] }, expect: expectation },
}
const does = (use: string): string => `does ${use}`

describe('a change in words', () => {
  const rows: readonly (readonly [Mutation, string])[] = [
    [
      { set: { aud: ['$as.issuer', 'x'], exp: 1 }, remove: ['jti'] },
      '"aud" set to ["$as.issuer","x"], "exp" set to 1; "jti" removed',
    ],
    [{ keep: ['a', 'b'] }, 'everything removed but "a", "b"'],
    [{ alg: 'none' }, 'signed with alg none'],
    [{ key: 'client2' }, 'signed with the key of client2'],
    [{ signature: 'corrupt' }, 'signature corrupted'],
    [{ method: 'PUT' }, 'sent by PUT'],
    [{ duplicate: ['scope'] }, '"scope" sent twice'],
    [{ skip: true }, 'the step is left out'],
    [{ replay: { afterMs: 0 } }, 'sent once as it should be, then again'],
    [{ replay: { afterMs: 2000 } }, 'sent once as it should be, then again after 2 s'],
    [{ after: { ms: 62_000 } }, 'sent after a wait of 62 s'],
    [{ after: { symbol: '$par.expires_in' } }, 'sent after a wait of $par.expires_in'],
    [{ as: 'client2' }, 'sent with the credentials of client2'],
    [{ user: 'cancel' }, 'the user refuses'],
    [{ use: 'bearer-scheme' }, 'does bearer-scheme'],
  ]
  it.each(rows)('%j: %s', (mutation, text) => {
    expect(describeMutation(mutation, does)).toBe(text)
  })
})

describe('a case in words', () => {
  it('names each place of the change', () => {
    const both = {
      ...definition,
      at: [...definition.at, { step: 'token' as const, part: 'form' as const, place: null }],
    }
    expect(sentText(both, does)).toEqual([
      'the honest flow with one change',
      'at par.client_assertion.claims: "sub" removed',
      'at token.form: "sub" removed',
    ])
  })

  it('tells all of what must happen', () => {
    const told = (more: Partial<Expectation>) => expectedText({ ...definition, expect: { ...expectation, ...more } })
    expect(told({})[0]).toBe('the server refuses it with invalid_client')
    expect(told({ codes: [] })[0]).toBe('the server refuses it with any error code')
    expect(told({ kind: 'either' })).toEqual(['the server accepts it, or refuses it with invalid_client'])
    expect(told({ kind: 'accept' })).toEqual(['the server accepts it: it is allowed'])
    expect(
      told({ by: 'authorize', step: 'token', status: [400, 401], never: 'callback', or: 'tls-refused' }).slice(2),
    ).toEqual([
      ...[
        'at step authorize at the latest',
        'judged at step token',
        'with status 400 or 401',
        'and never redirects to a redirect URI',
      ],
      'a refused TLS handshake counts as a refusal',
    ])
    expect(expectedText({ ...definition, also: ['state-unchanged'] }).at(-1)).toBe(
      'and of the accepted flow: state-unchanged',
    )
  })

  it('tells checks and probes apart from changes', () => {
    const check: Case = { ...definition, kind: 'check', at: [], mutate: null, expect: null, name: 'par-status' }
    expect(sentText(check, does)).toEqual(['nothing but the honest flow; asked of what was recorded: par-status'])
    expect(sentText({ ...check, kind: 'probe' }, does)).toEqual(['requests of its own: par-status'])
    expect(expectedText(check)).toHaveLength(1)
  })

  it('tells what it needs', () => {
    expect(needsText({ client_auth: ['private_key_jwt'], openid: [true], features: ['client2', 'key_rsa'] })).toEqual([
      ...['client_auth is private_key_jwt', 'openid is true', 'the target has client2 and key_rsa'],
    ])
  })
})
