import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { ProfileError } from '../../src/profile/errors.ts'
import { loadProfile } from '../../src/profile/loadProfile.ts'
import { suitePaths } from '../../src/profile/suitePaths.ts'

const root = join(import.meta.dirname, '../..')
const folder = join(root, 'profiles')

/** Files by name, the first one the profile; gives its path. */
function write(files: Readonly<Record<string, string>>): string {
  const dir = mkdtempSync(join(tmpdir(), 'assay-'))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true })
    writeFileSync(join(dir, name), text)
  }
  return join(dir, Object.keys(files)[0] ?? '')
}

const load = (files: Readonly<Record<string, string>>) => loadProfile({ profile: write(files), folder })

/** What is said about a profile that cannot be used, without the name of the folder. */
function complaints(files: Readonly<Record<string, string>>): string {
  const profile = write(files)
  try {
    loadProfile({ profile, folder })
  } catch (error) {
    if (error instanceof ProfileError) return error.message.replaceAll(`${dirname(profile)}/`, '')
    throw error
  }
  return 'nothing'
}

const head = 'profile: bank\ntitle: Bank\nextends: fapi2-security-profile\n'
const api = `${head}api:
  request_headers: { x-fapi-interaction-id: $uuid, x-v: '1' }
  response_headers: { x-fapi-interaction-id: echoed, Date: present, cache-control: { has: no-store }, x-v: '1' }
  error_headers: { x-v: any, retry-after: { matches: '[0-9]+' } }
  endpoints:
    accounts:
      get: /accounts/{userId}
      scopes: [accounts]
      schema: ./schemas/accounts.json#/$defs/list
      take: { accountId: /accounts/0/id }
    pay:
      post: /payments
      scopes: [payments]
      headers: { X-V: '2' }
      body: { amount: '1.00', at: $now.iso, account: $param.accountId }
      sign: true
      idempotency: X-Idempotency-Key
      status: 201
      response_headers: { location: present, cache-control: any }
`
const schema = { 'schemas/accounts.json': '{"$defs":{"list":{"type":"object"}}}' }

describe('an API', () => {
  it('is read with everything that its endpoints inherit', () => {
    const profile = load({ 'bank.yaml': api, ...schema })
    const [accounts, pay] = profile.api?.endpoints ?? []
    expect(accounts).toMatchObject({
      id: 'accounts',
      method: 'GET',
      path: '/accounts/{userId}',
      params: ['userId'],
      status: 200,
      sign: false,
      idempotency: null,
      signedAnswer: false,
      take: { accountId: '/accounts/0/id' },
      headers: { 'x-fapi-interaction-id': '$uuid', 'x-v': '1' },
      responseHeaders: {
        'x-fapi-interaction-id': { kind: 'echoed' },
        date: { kind: 'present' },
        'cache-control': { kind: 'has', value: 'no-store' },
        'x-v': { kind: 'is', value: '1' },
      },
      schema: { kind: 'schema', pointer: '/$defs/list' },
    })
    expect(accounts?.errorHeaders).toMatchObject({ 'retry-after': { kind: 'matches', pattern: '[0-9]+' } })
    expect(accounts?.errorHeaders['x-v']).toBeUndefined()
    expect(pay).toMatchObject({
      method: 'POST',
      sign: true,
      status: 201,
      idempotency: 'x-idempotency-key',
      headers: { 'x-fapi-interaction-id': '$uuid', 'X-V': '2', 'x-idempotency-key': '$uuid' },
      responseHeaders: { location: { kind: 'present' }, date: { kind: 'present' } },
    })
    expect(pay?.headers['x-v']).toBeUndefined()
    expect(pay?.responseHeaders['cache-control']).toBeUndefined()
  })

  it('says everything that is wrong with it at once, each at its place', () => {
    const bad = api
      .replace('get: /accounts/{userId}', 'get: https://api.bank.example/accounts')
      .replace('$now.iso', '$now.is')
      .replace('$param.accountId', '$consent.id')
      .replace("headers: { X-V: '2' }", "headers: { Authorization: x, 'a b': y }")
      .replace('/accounts/0/id', 'accounts.0.id')
      .replace("'[0-9]+'", "'[0-9'")
    // Form first: what a file means is not looked at before it has its form.
    expect(complaints({ 'bank.yaml': bad, ...schema })).toMatch(
      /bank\.yaml:7:54: "matches" is no regular[\s\S]*bank\.yaml:10:12: "get" is no path[\s\S]*hint: +the base URL stands in the target[\s\S]*bank\.yaml:13:26: "accountId" is not well formed/,
    )
    const formed = bad
      .replace('https://api.bank.example/accounts', '/accounts')
      .replace('accounts.0.id', '/accounts/0/id')
      .replace("'[0-9'", "'[0-9]'")
    const said = complaints({ 'bank.yaml': formed, ...schema })
    expect(said).toContain('bank.yaml:17:18: header "Authorization" is set by the runner')
    expect(said).toContain('bank.yaml:17:36: "a b" is no header name')
    expect(said).toMatch(/bank\.yaml:18:35: unknown symbol[\s\S]*did you mean "\$now.iso"/)
    expect(said).toContain('bank.yaml:18:53: no consent takes "id"')
  })

  it('may have answers signed, by keys and algorithms that it names', () => {
    const unsaid = load({ 'bank.yaml': api, ...schema }).api
    expect(unsaid).toMatchObject({ jwksUri: null, signingAlgs: ['PS256', 'ES256', 'EdDSA', 'Ed25519'] })
    const keys = '  jwks_uri: $param.keys\n  signing_algs: [PS256]\n  endpoints:'
    const signed = api.replace('  endpoints:', keys).replace('      sign: true', '      signed_answer: true')
    const profile = load({ 'bank.yaml': signed, ...schema })
    expect(profile.api).toMatchObject({ jwksUri: '$param.keys', signingAlgs: ['PS256'] })
    expect(profile.api?.endpoints.map(({ signedAnswer }) => signedAnswer)).toEqual([false, true])
    const plain = complaints({ 'bank.yaml': signed.replace('$param.keys', 'http://keys.example/'), ...schema })
    expect(plain).toMatch(/bank\.yaml:\d+:13: "jwks_uri" is no address of keys/)
    expect(complaints({ 'bank.yaml': signed.replace('$param.keys', '$params.keys'), ...schema })).toContain(
      'unknown symbol',
    )
    expect(complaints({ 'bank.yaml': signed.replace('[PS256]', '[RS256]'), ...schema })).toMatch(/bank\.yaml:\d+:18: /)
    const wider = `profile: wide\ntitle: Wide\nextends: ./bank.yaml\napi: { signing_algs: [PS256, ES256] }\n`
    expect(complaints({ 'wide.yaml': wider, 'bank.yaml': signed, ...schema })).toMatch(
      /wide\.yaml:4:30: "signing_algs" allows what the extended profile does not\n {2}expected: PS256\n {2}seen: +ES256/,
    )
  })

  it('an endpoint has one method and one schema', () => {
    const two = api
      .replace('post: /payments', 'post: /payments\n      put: /payments')
      .replace('take:', 'operation: list\n      take:')
    const said = complaints({ 'bank.yaml': two, ...schema })
    expect(said).toContain('"pay" has more than one method')
    expect(said).toContain('"accounts" has both "schema" and "operation"')
    expect(complaints({ 'bank.yaml': api.replace('      get: /accounts/{userId}\n', ''), ...schema })).toContain(
      '"accounts" has no method',
    )
    expect(complaints({ 'bank.yaml': api.replace(/ {6}body:.*\n/, ''), ...schema })).toContain('"sign" needs a "body"')
    const operation = api.replace('schema: ./schemas/accounts.json#/$defs/list', 'operation: list')
    expect(complaints({ 'bank.yaml': operation })).toContain('there is no OpenAPI document')
  })

  it('is no call twice, under whatever names', () => {
    const twice = api.replace('    pay:\n', '    again: { get: "/accounts/{userId}", scopes: [other] }\n    pay:\n')
    expect(complaints({ 'bank.yaml': twice, ...schema })).toMatch(
      /bank\.yaml:14:5: "again" is the same call as "accounts"/,
    )
    const other = twice.replace('scopes: [other]', "scopes: [other], headers: { x-v: '2' }")
    expect(complaints({ 'bank.yaml': other, ...schema })).toBe('nothing')
    const same = api.replace('    pay:\n', '    accounts: { get: /b, scopes: [b] }\n    pay:\n')
    expect(complaints({ 'bank.yaml': same, ...schema })).toMatch(/bank\.yaml:14:5: .*the same key stands twice/)
  })

  it('fetches no schema', () => {
    const remote = api.replace('./schemas/accounts.json#/$defs/list', 'https://api.bank.example/schema.json')
    expect(complaints({ 'bank.yaml': remote })).toMatch(
      /bank\.yaml:12:15: "schema" is remote, and nothing is ever fetched/,
    )
  })

  it('nested without end is refused with a place', () => {
    for (const text of [`${head}api: ${'['.repeat(100_000)}`, `${head}api: ${'{a: '.repeat(100_000)}`])
      expect(complaints({ 'bank.yaml': text })).toMatch(/^bank\.yaml:\d+:\d+: the file is nested too deep to be read/)
  })

  it('a schema file that is not there is named with the place that names it', () => {
    expect(complaints({ 'bank.yaml': api })).toContain('bank.yaml:12:15: ')
  })
})

describe('use cases', () => {
  const withUse = (text: string) => ({ 'bank.yaml': `${api}use_cases:\n  information: ${text}\n`, ...schema })

  it('name endpoints that are there and ask for enough', () => {
    const [use] = load(withUse('{ scopes: [accounts], endpoints: [accounts] }')).useCases
    expect(use).toMatchObject({ id: 'information', scopes: ['accounts'], endpoints: ['accounts'] })
    const said = complaints(withUse('{ scopes: [accounts], endpoints: [acounts, pay] }'))
    expect(said).toMatch(/bank\.yaml:\d+:\d+: there is no endpoint "acounts"[\s\S]*did you mean "accounts"/)
    expect(said).toMatch(/endpoint "pay" needs more than the use case asks for\n {2}expected: scope payments/)
  })

  it('have ids that can be a part of case ids', () => {
    const said = complaints({
      'bank.yaml': `${api}use_cases:\n  My Use: { scopes: [a], endpoints: [accounts] }\n`,
      ...schema,
    })
    expect(said).toContain('"My Use" is no id')
  })
})

describe('consents', () => {
  const consent = (more: string) => `${head}consents:
  access:
    post: /consents
    status: 201
    take: { id: /Data/Id }
${more}`

  it('may use what they take, alone or behind a text in the scope', () => {
    const profile = load({
      'bank.yaml': consent(`    token: { scope: accounts }
    single_use: true
    authorize:
      scope: [openid, 'consent:$consent.id']
      claims: { id_token: { intent: { value: $consent.id } } }
      authorization_details: [{ type: access, id: $consent.id }]
    expect: { id_token: { intent: $consent.id } }
`),
    })
    expect(profile.consents).toMatchObject([
      {
        id: 'access',
        method: 'POST',
        token: { scope: 'accounts' },
        singleUse: true,
        authorize: {
          scope: ['openid', 'consent:$consent.id'],
          authorizationDetails: [{ type: 'access', id: '$consent.id' }],
        },
        expect: { idToken: { intent: '$consent.id' } },
      },
    ])
  })

  it('take each name once, and nothing uses a name that none takes', () => {
    const said = complaints({
      'bank.yaml': consent(`    authorize: { scope: ['c:$consent.other'], params: { state: x, claims: y } }
  second: { post: /other, take: { id: /id } }
`),
    })
    expect(said).toContain('no consent takes "other"')
    expect(said).toContain('"id" is taken by two consents')
    expect(said).toContain('"state" is set by the flow itself')
    expect(said).toContain('"claims" has a key of its own')
  })
})

describe('the authorization server', () => {
  it('is asked for headers and metadata', () => {
    const server = `server:
  request_headers: { x-id: $uuid }
  response_headers: { X-Id: echoed }
  metadata: { a: true, b: { only: [x] }, c: { has: [y, z] }, d: present }
`
    expect(load({ 'bank.yaml': head + server }).server).toEqual({
      requestHeaders: { 'x-id': '$uuid' },
      responseHeaders: { 'x-id': { kind: 'echoed' } },
      metadata: {
        a: { kind: 'is', value: true },
        b: { kind: 'only', values: ['x'] },
        c: { kind: 'has', values: ['y', 'z'] },
        d: { kind: 'present' },
      },
    })
    expect(complaints({ 'bank.yaml': head + server.replace('$uuid', '$uid') })).toContain('unknown symbol')
  })
})

describe('extends', () => {
  const base = `profile: base
title: Base
extends: fapi2-security-profile
suites: [./own]
variants: { client_auth: [private_key_jwt], openid: [true] }
levels: { RFC6750-3.1-b: must }
limits: { access_token_lifetime: 15m, rsa_key_bits: 2048 }
api:
  request_headers: { x-v: '1' }
  endpoints: { accounts: { get: /accounts, scopes: [accounts] } }
max_wait: 1m
`
  const own = { 'sub/one.yaml': 'x: 1', 'own/one.yaml': 'x: 1' }

  it('inherits what is not said, adds what is listed, replaces entries of one id', () => {
    const profile = load({
      'bank.yaml': `profile: bank
title: Bank
extends: ./base.yaml
suites: [./sub]
variants: { sender_constraint: [mtls] }
limits: { access_token_lifetime: 5m }
api:
  request_headers: { X-V: '2' }
  endpoints: { payments: { post: /payments, scopes: [payments] } }
`,
      'base.yaml': base,
      ...own,
    })
    expect(profile.bases).toEqual(['base', 'fapi2-security-profile'])
    expect(suitePaths(profile, join(root, 'suites')).map((path) => path.replace(/^.*\//, ''))).toEqual([
      'security-profile',
      'own',
      'sub',
    ])
    expect(profile.variants).toMatchObject({
      client_auth: ['private_key_jwt'],
      sender_constraint: ['mtls'],
      openid: [true],
      request: ['unsigned'],
    })
    expect(profile.limits).toMatchObject({ accessTokenLifetimeS: 300, rsaKeyBits: 2048, keyRotationS: null })
    expect(profile.levels).toMatchObject([{ requirement: 'RFC6750-3.1-b', level: 'must' }])
    expect(profile.api?.endpoints.map(({ id, headers }) => [id, headers])).toEqual([
      ['accounts', { 'X-V': '2' }],
      ['payments', { 'X-V': '2' }],
    ])
    expect([profile.maxWaitS, profile.recertificationDays]).toEqual([60, 365])
  })

  it('allows less, never more: variants, limits and levels', () => {
    const said = complaints({
      'bank.yaml': `profile: bank
title: Bank
extends: ./base.yaml
variants: { client_auth: [private_key_jwt, tls_client_auth] }
levels: { RFC6750-3.1-b: should }
limits: { access_token_lifetime: 1h, rsa_key_bits: 1024 }
`,
      'base.yaml': base,
      ...own,
    })
    expect(said).toMatch(/bank\.yaml:4:44: "client_auth" allows what the extended profile does not/)
    expect(said).toMatch(/bank\.yaml:5:26: the level of "RFC6750-3.1-b" is lowered below that of the extended profile/)
    expect(said).toMatch(/bank\.yaml:6:34: "access_token_lifetime" loosens the limit[\s\S]*expected: 15m or less/)
    expect(said).toMatch(/"rsa_key_bits" loosens the limit[\s\S]*expected: 2048 or more/)
  })

  it('goes in no circle', () => {
    const self = head.replace('fapi2-security-profile', './bank.yaml')
    expect(complaints({ 'bank.yaml': self })).toContain('bank.yaml:3:10: the profile extends itself')
    const other = self.replace('profile: bank', 'profile: other')
    expect(complaints({ 'bank.yaml': self.replace('./bank.yaml', './other.yaml'), 'other.yaml': other })).toContain(
      'other.yaml:3:10: profiles extend each other in a circle: bank.yaml -> other.yaml -> bank.yaml',
    )
  })

  it('a base that is not there is named where it is named; a bad base in its own file', () => {
    const said = complaints({ 'bank.yaml': head.replace('fapi2-security-profile', 'fapi2-security-profil') })
    expect(said).toMatch(/bank\.yaml:3:10: there is no profile "fapi2-security-profil"[\s\S]*did you mean/)
    const bad = complaints({
      'bank.yaml': head.replace('fapi2-security-profile', './base.yaml'),
      'base.yaml': 'profile: 1',
    })
    expect(bad).toContain('base.yaml:1:10: "profile" is not text')
  })

  it('is covered by the digest, with every schema file', () => {
    const digest = (files: Readonly<Record<string, string>>) => load(files).digest
    const files = {
      'bank.yaml': api.replace('fapi2-security-profile', './base.yaml'),
      'base.yaml': base,
      ...own,
      ...schema,
    }
    const before = digest(files)
    expect(digest(files)).toBe(before)
    expect(digest({ ...files, 'base.yaml': `${base}# more` })).not.toBe(before)
    expect(digest({ ...files, 'schemas/accounts.json': '{"$defs":{"list":{}}}' })).not.toBe(before)
    expect(load(files).files.map(({ path }) => path.replace(/^.*\//, ''))).toEqual([
      'bank.yaml',
      'base.yaml',
      'fapi2-security-profile.yaml',
      'accounts.json',
    ])
  })
})
