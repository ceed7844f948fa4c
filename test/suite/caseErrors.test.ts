import { describe, expect, it } from 'vitest'
import { messageForCase } from './support.ts'

const head = ['id: some-case', 'refs: [RFC9126-2-a]']
const at = (location: string, mutate: string, expectation = 'expect: { reject: [invalid_request] }') =>
  messageForCase(...head, `at: ${location}`, `mutate: ${mutate}`, expectation)

it('a good case gives no error', () => {
  expect(at('par.form', '{ remove: scope }')).toBe('no error')
})

describe('keys', () => {
  it('unknown key', () => {
    expect(
      messageForCase(...head, 'at: par.form', 'mutate: { remove: scope }', 'expct: accept'),
    ).toMatchInlineSnapshot(`
      "demo/one.yaml:7:5: unknown key "expct" in "cases" entry 1
        expected: one of id, title, refs, needs, at, mutate, check, probe, endpoint, each, expect, also, fix, witness, unproven
        hint:     did you mean "expect"?
        7 |     expct: accept
          |     ^"
    `)
  })

  it('missing refs and id', () => {
    expect(messageForCase('title: A case', 'check: par-status-201')).toMatchInlineSnapshot(`
      "demo/one.yaml:3:5: "id" is missing in "cases" entry 1
        expected: a stable id in kebab-case, e.g. token-assertion-without-sub
        hint:     add "id: ..."
        3 |   - title: A case
          |     ^

      demo/one.yaml:3:5: "refs" is missing in "cases" entry 1
        expected: ids of the requirements that the case tests
        hint:     add "refs: ..."
        3 |   - title: A case
          |     ^"
    `)
  })

  it('empty refs', () => {
    expect(messageForCase('id: some-case', 'refs: []', 'check: par-status-201')).toMatchInlineSnapshot(`
      "demo/one.yaml:4:11: "refs" has too few entries
        expected: at least 1: ids of the requirements that the case tests
        seen:     an empty list
        4 |     refs: []
          |           ^"
    `)
  })

  it('refs as text', () => {
    expect(messageForCase('id: some-case', 'refs: RFC9126-2-a', 'check: par-status-201')).toMatchInlineSnapshot(`
      "demo/one.yaml:4:11: "refs" is not a list
        expected: a list: ids of the requirements that the case tests
        seen:     "RFC9126-2-a"
        hint:     write [RFC9126-2-a] for a list of one
        4 |     refs: RFC9126-2-a
          |           ^"
    `)
  })

  it('unknown ref', () => {
    expect(messageForCase('id: some-case', 'refs: [RFC9126-2.3-b]', 'check: par-status-201')).toMatchInlineSnapshot(`
      "demo/one.yaml:4:12: unknown requirement "RFC9126-2.3-b"
        expected: RFC9126-2-a or RFC9126-2.3-a
        hint:     did you mean "RFC9126-2.3-a"?
        4 |     refs: [RFC9126-2.3-b]
          |            ^"
    `)
  })

  it('id that is not kebab-case', () => {
    expect(messageForCase('id: Some_Case', 'refs: [RFC9126-2-a]', 'check: par-status-201')).toMatchInlineSnapshot(`
      "demo/one.yaml:3:9: "id" is not well formed
        expected: a stable id in kebab-case, e.g. token-assertion-without-sub
        seen:     "Some_Case"
        3 |   - id: Some_Case
          |         ^"
    `)
  })

  it('title that is not a fact', () => {
    expect(
      messageForCase(...head, 'title: The server should refuse it', 'check: par-status-201'),
    ).toMatchInlineSnapshot(`
      "demo/one.yaml:5:12: "title" is not a fact: it says "should"
        expected: a fact in a few words
        hint:     say what a correct server does: "rejects a code used twice"
        5 |     title: The server should refuse it
          |            ^"
    `)
  })

  it('number where text belongs', () => {
    expect(messageForCase(...head, 'fix: 12', 'check: par-status-201')).toMatchInlineSnapshot(`
      "demo/one.yaml:5:10: "fix" is not text
        expected: text: how to fix it, for the engineer of the server
        seen:     the number 12
        hint:     put it in quotes
        5 |     fix: 12
          |          ^"
    `)
  })

  it('number in disguise where text belongs', () => {
    expect(at('par.form', '{ set: { state: 1e3 } }')).toMatchInlineSnapshot(`
      "demo/one.yaml:6:29: "1e3" is easily misread
        expected: text in quotes, or a number, true, false or null in its usual form
        seen:     "1e3", which YAML reads as the number 1000
        hint:     put it in quotes if text is meant, else write 1000
        6 |     mutate: { set: { state: 1e3 } }
          |                             ^"
    `)
  })
})

describe('kinds', () => {
  it('none', () => {
    expect(messageForCase(...head)).toMatchInlineSnapshot(`
      "demo/one.yaml:3:5: case "some-case" is of no one kind
        expected: exactly one of mutate (with at), check, probe
        seen:     none of them
        3 |   - id: some-case
          |     ^"
    `)
  })

  it('two', () => {
    expect(messageForCase(...head, 'check: par-status-201', 'probe: tls-old-versions')).toMatchInlineSnapshot(`
      "demo/one.yaml:3:5: case "some-case" is of no one kind
        expected: exactly one of mutate (with at), check, probe
        seen:     check and probe
        hint:     make two cases
        3 |   - id: some-case
          |     ^"
    `)
  })

  it('change without place and expectation', () => {
    expect(messageForCase(...head, 'mutate: { remove: scope }')).toMatchInlineSnapshot(`
      "demo/one.yaml:3:5: "at" is missing in case "some-case"
        hint:     say where the change is made, e.g. "at: token.form"
        3 |   - id: some-case
          |     ^

      demo/one.yaml:3:5: "expect" is missing in case "some-case"
        hint:     add "expect: accept" or "expect: { reject: [codes] }"
        3 |   - id: some-case
          |     ^"
    `)
  })

  it('check with the keys of a change', () => {
    expect(messageForCase(...head, 'check: par-status-201', 'at: par', 'expect: accept')).toMatchInlineSnapshot(`
      "demo/one.yaml:6:5: "at" has no meaning in case "some-case"
        hint:     "at" goes with "mutate"; a check says itself what is right
        6 |     at: par
          |     ^

      demo/one.yaml:7:5: "expect" has no meaning in case "some-case"
        hint:     "expect" goes with "mutate"; a check says itself what is right
        7 |     expect: accept
          |     ^"
    `)
  })

  it('unknown check', () => {
    expect(messageForCase(...head, 'check: par-status-200')).toMatchInlineSnapshot(`
      "demo/one.yaml:5:12: unknown check "par-status-200"
        expected: one of par-status-201, par-no-store, state-unchanged
        hint:     did you mean "par-status-201"?
        5 |     check: par-status-200
          |            ^"
    `)
  })

  it('unknown probe', () => {
    expect(messageForCase(...head, 'probe: ssl')).toMatchInlineSnapshot(`
      "demo/one.yaml:5:12: unknown probe "ssl"
        expected: tls-old-versions
        5 |     probe: ssl
          |            ^"
    `)
  })

  it('unknown check in also', () => {
    const lines = ['at: par.form', 'mutate: { remove: nonce }', 'expect: accept', 'also: [state-unchangd]']
    expect(messageForCase(...head, ...lines)).toMatchInlineSnapshot(`
      "demo/one.yaml:8:12: unknown check "state-unchangd"
        expected: one of par-status-201, par-no-store, state-unchanged
        hint:     did you mean "state-unchanged"?
        8 |     also: [state-unchangd]
          |            ^"
    `)
  })

  it('also after a refusal', () => {
    const lines = ['at: par.form', 'mutate: { remove: nonce }', 'expect: { reject: [] }', 'also: [state-unchanged]']
    expect(messageForCase(...head, ...lines)).toMatchInlineSnapshot(`
      "demo/one.yaml:8:5: "also" has no meaning in case "some-case"
        hint:     after a refusal there is nothing to ask about, unless it is an error response or an inactive token
        8 |     also: [state-unchanged]
          |     ^"
    `)
  })
})

describe('places', () => {
  it('unknown step', () => {
    expect(at('tokn.form', '{ remove: code }')).toMatchInlineSnapshot(`
      "demo/one.yaml:5:9: unknown step "tokn"
        expected: one of discovery, jwks, par, authorize, token, resource, userinfo, refresh, introspect, introspect_jwt, revoke
        hint:     did you mean "token"?
        5 |     at: tokn.form
          |         ^"
    `)
  })

  it('unknown part', () => {
    expect(at('token.from', '{ remove: code }')).toMatchInlineSnapshot(`
      "demo/one.yaml:5:9: unknown part "from" of step "token"
        expected: one of form, query, headers, client_assertion, tls, dpop
        hint:     did you mean "form"?
        5 |     at: token.from
          |         ^"
    `)
  })

  it('part that the step never has', () => {
    expect(at('revoke.dpop.claims', '{ remove: jti }')).toMatchInlineSnapshot(`
      "demo/one.yaml:5:9: unknown part "dpop" of step "revoke"
        expected: one of form, query, headers, client_assertion, tls
        5 |     at: revoke.dpop.claims
          |         ^"
    `)
  })

  it('unknown place', () => {
    expect(at('token.dpop.claim', '{ remove: jti }')).toMatchInlineSnapshot(`
      "demo/one.yaml:5:9: unknown place "claim" of part "dpop"
        expected: claims or header
        hint:     did you mean "claims"?
        5 |     at: token.dpop.claim
          |         ^"
    `)
  })

  it('place of a part that is no JWT', () => {
    expect(at('token.form.claims', '{ remove: code }')).toMatchInlineSnapshot(`
      "demo/one.yaml:5:9: "form" has no places
        expected: token.form
        seen:     "token.form.claims"
        hint:     only JWT parts have claims and header
        5 |     at: token.form.claims
          |         ^"
    `)
  })

  it('too many parts', () => {
    expect(at('token.dpop.claims.jti', '{ remove: jti }')).toMatchInlineSnapshot(`
      "demo/one.yaml:5:9: a location has at most three parts
        expected: <step>.<part>.<place>
        seen:     "token.dpop.claims.jti"
        5 |     at: token.dpop.claims.jti
          |         ^"
    `)
  })

  it('one wrong entry of a list', () => {
    expect(at('[par.form, tokn.form]', '{ remove: client_id }')).toMatchInlineSnapshot(`
      "demo/one.yaml:5:20: unknown step "tokn"
        expected: one of discovery, jwks, par, authorize, token, resource, userinfo, refresh, introspect, introspect_jwt, revoke
        hint:     did you mean "token"?
        5 |     at: [par.form, tokn.form]
          |                    ^"
    `)
  })
})

describe('verbs', () => {
  it('unknown verb', () => {
    expect(at('par.form', '{ delete: scope }')).toMatchInlineSnapshot(`
      "demo/one.yaml:6:15: unknown key "delete" in "mutate"
        expected: one of set, remove, keep, alg, key, signature, method, duplicate, skip, replay, after, as, user, use
        6 |     mutate: { delete: scope }
          |               ^"
    `)
  })

  it('no verb', () => {
    expect(at('par.form', '{}')).toMatchInlineSnapshot(`
      "demo/one.yaml:6:13: "mutate" is empty
        expected: the one change, e.g. { remove: sub }
        seen:     an empty mapping
        6 |     mutate: {}
          |             ^"
    `)
  })

  it('two verbs', () => {
    expect(at('token.dpop', '{ alg: none, signature: strip }')).toMatchInlineSnapshot(`
      "demo/one.yaml:6:26: "mutate" makes more than one change
        expected: one verb, or set and remove
        seen:     alg, signature
        hint:     make two cases, or register a change and write "use: <name>"
        6 |     mutate: { alg: none, signature: strip }
          |                          ^"
    `)
  })

  it('set and remove together are one change', () => {
    expect(at('par.form', '{ set: { a: b }, remove: scope }')).toBe('no error')
  })

  it('set, remove and a third', () => {
    expect(at('par.form', '{ set: { a: b }, remove: scope, keep: [state] }')).toContain('more than one change')
  })

  it('set and removed at once', () => {
    expect(at('par.form', '{ set: { scope: b }, remove: [scope] }')).toMatchInlineSnapshot(`
      "demo/one.yaml:6:42: "scope" is both set and removed
        hint:     remove it from one of the two
        6 |     mutate: { set: { scope: b }, remove: [scope] }
          |                                          ^"
    `)
  })

  it('alg where no JWT is', () => {
    expect(at('par.form', '{ alg: none }')).toMatchInlineSnapshot(`
      "demo/one.yaml:6:15: "alg" is not possible at this place
        expected: a JWT part without a place, e.g. token.dpop
        seen:     at: par.form
        6 |     mutate: { alg: none }
          |               ^"
    `)
  })

  it('alg at a place of a JWT', () => {
    expect(at('token.dpop.header', '{ alg: none }')).toMatchInlineSnapshot(`
      "demo/one.yaml:6:15: "alg" is not possible at this place
        expected: a JWT part without a place, e.g. token.dpop
        seen:     at: token.dpop.header
        hint:     write "at: token.dpop"
        6 |     mutate: { alg: none }
          |               ^"
    `)
  })

  it('remove at a JWT without place', () => {
    expect(at('token.client_assertion', '{ remove: sub }')).toMatchInlineSnapshot(`
      "demo/one.yaml:6:15: "remove" is not possible at this place
        expected: form, params, query, headers, or claims or header of a JWT part
        seen:     at: token.client_assertion
        hint:     write "at: token.client_assertion.claims" or "at: token.client_assertion.header"
        6 |     mutate: { remove: sub }
          |               ^"
    `)
  })

  it('skip of a part', () => {
    expect(at('par.form', '{ skip: true }')).toMatchInlineSnapshot(`
      "demo/one.yaml:6:15: "skip" is not possible at this place
        expected: a step without a part, e.g. token
        seen:     at: par.form
        hint:     write "at: par"
        6 |     mutate: { skip: true }
          |               ^"
    `)
  })

  it('user at another step', () => {
    expect(at('token', '{ user: cancel }')).toMatchInlineSnapshot(`
      "demo/one.yaml:6:15: "user" is not possible at this place
        expected: step authorize
        seen:     at: token
        6 |     mutate: { user: cancel }
          |               ^"
    `)
  })

  it('unknown algorithm', () => {
    expect(at('token.dpop', '{ alg: RS265 }')).toMatchInlineSnapshot(`
      "demo/one.yaml:6:20: unknown algorithm "RS265"
        expected: one of the 16 registered names
        hint:     did you mean "RS256"?
        6 |     mutate: { alg: RS265 }
          |                    ^"
    `)
  })

  it('none in other letters is known', () => {
    expect(at('token.dpop', '{ alg: nOnE }')).toBe('no error')
  })

  it('unknown key name', () => {
    expect(at('token.dpop', '{ key: client3 }')).toMatchInlineSnapshot(`
      "demo/one.yaml:6:20: unknown key "client3"
        expected: client2 or fresh
        hint:     did you mean "client2"?
        6 |     mutate: { key: client3 }
          |                    ^"
    `)
  })

  it('unknown client', () => {
    expect(at('token', '{ as: client3 }')).toMatchInlineSnapshot(`
      "demo/one.yaml:6:19: "as" has an unknown value
        expected: client2
        seen:     "client3"
        hint:     did you mean "client2"?
        6 |     mutate: { as: client3 }
          |                   ^"
    `)
  })

  it('unknown registered change', () => {
    expect(at('token.headers', '{ use: dpop-header-uper-case }')).toMatchInlineSnapshot(`
      "demo/one.yaml:6:20: unknown mutation "dpop-header-uper-case"
        expected: dpop-header-upper-case
        hint:     did you mean "dpop-header-upper-case"?
        6 |     mutate: { use: dpop-header-uper-case }
          |                    ^"
    `)
  })

  it('unknown certificate', () => {
    expect(at('token.tls', '{ set: { certificate: expird } }')).toMatchInlineSnapshot(`
      "demo/one.yaml:6:35: "certificate" has an unknown value
        expected: one of none, client2, fresh, untrusted, expired
        seen:     "expird"
        hint:     did you mean "expired"?
        6 |     mutate: { set: { certificate: expird } }
          |                                   ^"
    `)
  })

  it('unknown member of tls', () => {
    expect(at('token.tls', '{ set: { cert: none } }')).toMatchInlineSnapshot(`
      "demo/one.yaml:6:22: unknown member of tls "cert"
        expected: certificate
        6 |     mutate: { set: { cert: none } }
          |                      ^"
    `)
  })

  it('wait that is no duration', () => {
    expect(at('token', '{ after: 62 seconds }')).toMatchInlineSnapshot(`
      "demo/one.yaml:6:22: "after" is no duration
        expected: a whole number with s, m, h or d, e.g. 62s
        seen:     "62 seconds"
        6 |     mutate: { after: 62 seconds }
          |                      ^"
    `)
  })

  it('wait for an unknown symbol', () => {
    expect(at('token', '{ after: $code.expires_in }')).toMatchInlineSnapshot(`
      "demo/one.yaml:6:22: unknown symbol for a wait "$code.expires_in"
        expected: $par.expires_in or $token.expires_in
        hint:     did you mean "$token.expires_in"?
        6 |     mutate: { after: $code.expires_in }
          |                      ^"
    `)
  })

  it('replay that is false', () => {
    expect(at('token', '{ replay: false }')).toMatchInlineSnapshot(`
      "demo/one.yaml:6:23: "replay" has an unknown value
        expected: true
        seen:     false
        6 |     mutate: { replay: false }
          |                       ^"
    `)
  })
})

describe('symbols', () => {
  it('unknown', () => {
    expect(at('par.form', '{ set: { state: $sate } }')).toMatchInlineSnapshot(`
      "demo/one.yaml:6:29: unknown symbol "$sate"
        expected: one of $as.issuer, $client2.id, $now, $now-5m, $random64, $par.request_uri, $state
        hint:     did you mean "$state"?
        6 |     mutate: { set: { state: $sate } }
          |                             ^"
    `)
  })

  it('unknown inside a list and an object', () => {
    expect(
      at('token.client_assertion.claims', '{ set: { aud: [$as.isuer], x: { y: $now-5min } } }'),
    ).toMatchInlineSnapshot(`
      "demo/one.yaml:6:28: unknown symbol "$as.isuer"
        expected: one of $as.issuer, $client2.id, $now, $now-5m, $random64, $par.request_uri, $state
        hint:     did you mean "$as.issuer"?
        6 |     mutate: { set: { aud: [$as.isuer], x: { y: $now-5min } } }
          |                            ^

      demo/one.yaml:6:48: unknown symbol "$now-5min"
        expected: one of $as.issuer, $client2.id, $now, $now-5m, $random64, $par.request_uri, $state
        hint:     did you mean "$now-5m"?
        6 |     mutate: { set: { aud: [$as.isuer], x: { y: $now-5min } } }
          |                                                ^"
    `)
  })

  it('joined with text', () => {
    expect(at('par.form', '{ set: { state: x$state } }')).toMatchInlineSnapshot(`
      "demo/one.yaml:6:29: symbol "$state" inside a longer text
        expected: a symbol alone, or text without
        seen:     "x$state"
        hint:     symbols cannot be joined with text; register a change and write "use: <name>"
        6 |     mutate: { set: { state: x$state } }
          |                             ^"
    `)
  })

  it('two joined', () => {
    expect(at('par.form', '{ set: { state: $state$state } }')).toContain('inside a longer text')
  })

  it('dollar signs that are no symbols are text', () => {
    expect(at('par.form', '{ set: { state: "costs 5$", nonce: "a$b" } }')).toBe('no error')
  })
})

describe('expectations', () => {
  const good = '{ remove: scope }'

  it('unknown word', () => {
    expect(at('par.form', good, 'expect: acept')).toMatchInlineSnapshot(`
      "demo/one.yaml:7:13: "expect" has an unknown value
        expected: accept
        seen:     "acept"
        hint:     did you mean "accept"?
        7 |     expect: acept
          |             ^"
    `)
  })

  it('misspelled error code', () => {
    expect(at('par.form', good, 'expect: { reject: [invalid_clinet] }')).toMatchInlineSnapshot(`
      "demo/one.yaml:7:24: unknown error code "invalid_clinet"
        hint:     did you mean "invalid_client"?
        7 |     expect: { reject: [invalid_clinet] }
          |                        ^"
    `)
  })

  it('code of an ecosystem', () => {
    expect(at('par.form', good, 'expect: { reject: [consent_blocked_by_bank] }')).toBe('no error')
  })

  it('unknown key', () => {
    expect(at('par.form', good, 'expect: { reject: [], bye: authorize }')).toMatchInlineSnapshot(`
      "demo/one.yaml:7:27: unknown key "bye" in "expect"
        expected: one of reject, by, step, status, or, code, never
        hint:     did you mean "by"?
        7 |     expect: { reject: [], bye: authorize }
          |                           ^"
    `)
  })

  it('step before the change', () => {
    expect(at('token.form', good, 'expect: { reject: [], by: par }')).toMatchInlineSnapshot(`
      "demo/one.yaml:7:31: "by" is a step before the change
        expected: a step from token on
        7 |     expect: { reject: [], by: par }
          |                               ^"
    `)
  })

  it('by and step together', () => {
    expect(at('par.form', good, 'expect: { reject: [], by: authorize, step: token }')).toContain('exclude each other')
  })

  it('either without accept', () => {
    expect(at('par.form', good, 'expect: { either: [invalid_request] }')).toMatchInlineSnapshot(`
      "demo/one.yaml:7:23: "either" does not say accept
        expected: accept and error codes
        hint:     write "reject" if only refusals are allowed
        7 |     expect: { either: [invalid_request] }
          |                       ^"
    `)
  })

  it('reject with accept', () => {
    expect(at('par.form', good, 'expect: { reject: [accept] }')).toContain('"accept" is no error code')
  })

  it('status that is no status', () => {
    expect(at('par.form', good, 'expect: { reject: [], status: [4000] }')).toMatchInlineSnapshot(`
      "demo/one.yaml:7:36: "status" entry 1 is out of range
        expected: a number from 100 to 599
        seen:     the number 4000
        7 |     expect: { reject: [], status: [4000] }
          |                                    ^"
    `)
  })

  it('unknown requirement for the code', () => {
    expect(at('par.form', good, 'expect: { reject: [], code: RFC9126-9-z }')).toMatchInlineSnapshot(`
      "demo/one.yaml:7:33: unknown requirement "RFC9126-9-z"
        expected: RFC9126-2-a or RFC9126-2.3-a
        hint:     did you mean "RFC9126-2-a"?
        7 |     expect: { reject: [], code: RFC9126-9-z }
          |                                 ^"
    `)
  })
})

describe('needs', () => {
  it('unknown feature', () => {
    expect(messageForCase(...head, 'needs: { features: [client_2] }', 'check: par-status-201')).toMatchInlineSnapshot(`
      "demo/one.yaml:5:25: unknown feature "client_2"
        expected: one of client2, key_rsa, login
        hint:     did you mean "client2"?
        5 |     needs: { features: [client_2] }
          |                         ^"
    `)
  })

  it('unknown value', () => {
    expect(
      messageForCase(...head, 'needs: { sender_constraint: dpopp }', 'check: par-status-201'),
    ).toMatchInlineSnapshot(`
      "demo/one.yaml:5:33: "sender_constraint" has an unknown value
        expected: dpop or mtls
        seen:     "dpopp"
        hint:     did you mean "dpop"?
        5 |     needs: { sender_constraint: dpopp }
          |                                 ^"
    `)
  })

  it('word of YAML 1.1 for a boolean', () => {
    expect(messageForCase(...head, 'needs: { openid: yes }', 'check: par-status-201')).toMatchInlineSnapshot(`
      "demo/one.yaml:5:22: "openid" has the wrong form
        expected: true: OpenID Connect, false: plain OAuth
        seen:     "yes"
        hint:     YAML 1.2 knows only true and false, without quotes
        5 |     needs: { openid: yes }
          |                      ^"
    `)
  })
})
