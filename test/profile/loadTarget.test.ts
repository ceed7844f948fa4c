import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadTarget } from '../../src/profile/loadTarget.ts'
import {
  ecJwk,
  env,
  jwks,
  load,
  messageFor,
  messageWith,
  now,
  okpJwk,
  pem,
  rsaJwk,
  targetFolder,
  text,
} from './support.ts'

describe('a good target file', () => {
  it('is read with its keys, certificates and secrets', () => {
    const folder = targetFolder(text)
    const file = join(folder, 'target.yaml')
    const target = loadTarget({ file, env, now: () => now })
    const key = JSON.parse(readFileSync(join(folder, 'keys/one.json'), 'utf8')).keys[0]
    expect(target).toMatchObject({
      id: 'acme-bank',
      organisation: 'Acme Bank',
      application: 'acme-sandbox',
      environment: 'sandbox',
      issuer: 'https://as.acme.example',
      resource: { url: 'https://rs.acme.example/accounts', method: 'GET', headers: {}, body: null, scope: null },
      params: {},
      login: { driver: 'http', username: 'user1', password: 'correct horse', steps: null, cancel: null },
      accommodate: {},
      file,
    })
    expect(target.digest).toMatch(/^sha256:[0-9a-f]{64}$/)
    expect(target.ca).toHaveLength(1)
    expect(target.variants).toHaveLength(1)
    expect(target.variants[0]).toMatchObject({
      key: 'private_key_jwt+dpop+openid',
      variant: {
        client_auth: 'private_key_jwt',
        sender_constraint: 'dpop',
        openid: true,
        request: 'unsigned',
        response: 'plain',
        grant: 'authorization_code',
      },
      scope: 'openid accounts',
      resource: target.resource,
      api: 'https://rs.acme.example',
      clients: {
        client1: {
          name: 'client1',
          id: 'one',
          jwks: [key],
          tls: { cert: pem.one.cert, key: pem.one.key },
          redirect_uri: 'https://client.example/cb',
          scope: null,
        },
        client2: { name: 'client2', id: 'two', redirect_uri: 'https://client.example/cb2?dummy1=lorem' },
      },
    })
    expect(target.secrets).toContain('correct horse')
    expect(target.secrets).toContain(key.d)
    expect(target.secrets).toContain(pem.one.key.trim())
    expect(target.secrets).toContain(pem.one.key.replaceAll(/-----.*-----|\s/g, ''))
    expect(target.secrets).not.toContain('user1')
  })

  it('paths are relative to the file, not to the working directory', () => {
    const folder = targetFolder(text.replace('keys/one.json', join('..', 'elsewhere.json')))
    expect(() => loadTarget({ file: join(folder, 'target.yaml'), env, now: () => now })).toThrow(
      join(folder, '../elsewhere.json'),
    )
  })

  it('clients, scope and resource may be given per variant', () => {
    const target = load(
      text
        .replace(
          '  - { client_auth: private_key_jwt, sender_constraint: dpop, openid: true }\n',
          `  - { client_auth: private_key_jwt, sender_constraint: dpop, openid: true }
  - client_auth: tls_client_auth
    sender_constraint: mtls
    openid: false
    scope: accounts
    resource: { url: https://mtls.acme.example/accounts, method: POST, body: "{}", headers: { x-key: $env:API_KEY } }
    clients:
      client1: { id: three, tls: { cert: certs/one.pem, key: certs/one.key }, redirect_uri: "http://127.0.0.1:9999/cb", scope: accounts }
`,
        )
        .replace('password: $env:ASSAY_PASSWORD', 'password: $file:secret.txt'),
      { 'secret.txt': 'from a file\n' },
      { API_KEY: 'api key value' },
    )
    expect(target.variants.map(({ key, scope }) => [key, scope])).toEqual([
      ['private_key_jwt+dpop+openid', 'openid accounts'],
      ['tls_client_auth+mtls+oauth', 'accounts'],
    ])
    expect(Object.keys(target.variants[1]?.clients ?? {})).toEqual(['client1'])
    expect(target.variants[1]?.clients.client1).toMatchObject({ jwks: [], scope: 'accounts' })
    expect(target.variants[1]?.resource).toEqual({
      url: 'https://mtls.acme.example/accounts',
      method: 'POST',
      body: '{}',
      headers: { 'x-key': 'api key value' },
      scope: null,
    })
    expect(target.variants[1]?.api).toBe('https://mtls.acme.example')
    expect(target.login?.password).toBe('from a file')
    expect(target.secrets).toEqual(expect.arrayContaining(['from a file', 'api key value']))
  })

  it('the API of the profile: its base at the top or in a variant, values for its paths', () => {
    const api = 'api: https://api.acme.example/v1/\nparams: { accountId: acc 1, secretId: $env:ASSAY_PASSWORD }\n'
    const target = load(`${api}${text}`)
    expect(target.variants[0]?.api).toBe('https://api.acme.example/v1')
    expect(target.params).toEqual({ accountId: 'acc 1', secretId: 'correct horse' })
    expect(messageWith('target:', 'api: https://api.acme.example/?v=1\ntarget:')).toContain('"api" has a query')
    expect(messageWith('target:', 'params: { account-id: x }\ntarget:')).toContain('"account-id" is no name')
  })

  it('login steps and accommodations are read', () => {
    const target = load(`${text}  driver: browser
  steps:
    - { fill: { "#user": $username, "#pass": $password } }
    - { click: "button[type=submit]" }
    - { fill: { "#otp": $env:ASSAY_PASSWORD } }
  cancel: "#no"
accommodate: { assertion_aud: endpoint, authorization_params: { prompt: consent } }
`)
    expect(target.login).toMatchObject({
      driver: 'browser',
      cancel: '#no',
      steps: [
        { fill: { '#user': '$username', '#pass': '$password' } },
        { click: 'button[type=submit]' },
        { fill: { '#otp': 'correct horse' } },
      ],
    })
    expect(target.accommodate).toEqual({ assertion_aud: 'endpoint', authorization_params: { prompt: 'consent' } })
  })

  it('client credentials need neither login nor redirect URI', () => {
    const withoutLogin = text.slice(0, text.indexOf('login:')).replaceAll(/ *redirect_uri: .*\n/g, '')
    const target = load(
      withoutLogin
        .replace('openid: true }', 'openid: false, grant: client_credentials }')
        .replace('scope: openid accounts', 'scope: accounts'),
    )
    expect(target.login).toBeNull()
    expect(target.variants[0]?.key).toBe('private_key_jwt+dpop+oauth+client_credentials')
  })

  it('every algorithm of FAPI 2.0 is taken, with and without alg, and encryption keys are left out', () => {
    const keys = [
      ecJwk({ kid: 'a', alg: 'ES256' }),
      rsaJwk(2048, { kid: 'b', alg: 'PS256', use: 'sig' }),
      okpJwk({ kid: 'c', alg: 'EdDSA' }),
      okpJwk({ kid: 'd', alg: 'Ed25519' }),
      ecJwk({ kid: 'e' }),
    ]
    const target = load(text, { 'keys/one.json': jwks(...keys, rsaJwk(2048, { kid: 'f', use: 'enc' })) })
    expect(target.variants[0]?.clients.client1?.jwks).toEqual(keys)
  })
})

describe('form', () => {
  it('file that is not there', () => {
    const file = join(targetFolder(text), 'nowhere.yaml')
    expect(() => loadTarget({ file, env, now: () => now })).toThrow(
      `${file}: the target file cannot be read (ENOENT)\n  expected: a target file\n  hint:     "assay init <issuer>" writes one`,
    )
  })

  it('unknown keys and missing ones, all at once', () => {
    expect(
      messageFor(text.replace('issuer:', 'isuer:').replace('    id: one', '    client_id: one')),
    ).toMatchInlineSnapshot(`
      "target.yaml:1:1: "issuer" is missing in the file
        expected: the issuer identifier, an https URL
        hint:     add "issuer: ..."
        1 | target: acme-bank
          | ^

      target.yaml:4:1: unknown key "isuer" in the file
        expected: one of target, organisation, application, environment, issuer, trust, variants, clients, scope, resource, api, params, login, accommodate, directory, drills
        hint:     did you mean "issuer"?
        4 | isuer: ...
          | ^

      target.yaml:10:5: unknown key "client_id" in "client1"
        expected: one of id, jwks, tls, next_tls, expired_tls, redirect_uri, scope
        10 |     client_id: ...
           |     ^

      target.yaml:10:5: "id" is missing in "client1"
        expected: the client_id
        hint:     add "id: ..."
        10 |     client_id: one
           |     ^"
    `)
  })

  it('unknown accommodation: the list is closed', () => {
    expect(messageFor(`${text}accommodate: { ignore_tls: true }\n`)).toMatchInlineSnapshot(`
      "target.yaml:24:16: unknown key "ignore_tls" in "accommodate"
        expected: one of assertion_aud, dpop_at_par, authorize_params, authorization_params
        24 | accommodate: { ignore_tls: ...
           |                ^"
    `)
  })

  it('accommodation of a parameter that the flow sets', () => {
    expect(messageFor(`${text}accommodate: { authorization_params: { state: x } }\n`)).toMatchInlineSnapshot(`
      "target.yaml:24:47: "state" is set by the flow itself
        expected: a further parameter, e.g. prompt
        hint:     remove it
        24 | accommodate: { authorization_params: { state: x } }
           |                                               ^"
    `)
  })

  it('values of features', () => {
    expect(
      messageWith(
        'client_auth: private_key_jwt, sender_constraint: dpop, openid: true',
        'client_auth: private_key, sender_constraint: dpop, openid: yes',
      ),
    ).toMatchInlineSnapshot(`
      "target.yaml:7:20: "client_auth" has an unknown value
        expected: one of private_key_jwt, tls_client_auth, self_signed_tls_client_auth
        seen:     "private_key"
        7 |   - { client_auth: private_key, sender_constraint: dpop, openid: yes }
          |                    ^

      target.yaml:7:66: "openid" is not true or false
        expected: true or false: OpenID Connect or plain OAuth
        seen:     "yes"
        hint:     YAML 1.2 knows only true and false, without quotes
        7 |   - { client_auth: private_key, sender_constraint: dpop, openid: yes }
          |                                                                  ^"
    `)
  })

  it.each([
    ['http://as.acme.example', '"issuer" is not https'],
    ['https://as.acme.example?x=1', '"issuer" has a query'],
    ['https://as.acme.example#x', '"issuer" has a fragment'],
    ['https://user:pw@as.acme.example', '"issuer" holds a user name or password'],
    ['https://as.acme.example/.well-known/openid-configuration', '"issuer" is the URL of the metadata'],
    ['as.acme.example', '"issuer" is no URL'],
  ])('issuer %s', (issuer, message) => {
    expect(messageWith('https://as.acme.example', issuer)).toContain(message)
  })

  it.each([
    ['http://client.example/cb', '"redirect_uri" is not https'],
    ['https://client.example/cb#x', '"redirect_uri" has a fragment'],
    ['http://localhost:1234/cb', 'no error'],
    ['http://[::1]:1234/cb', 'no error'],
  ])('redirect URI %s', (uri, message) => {
    expect(messageWith('https://client.example/cb\n', `"${uri}"\n`)).toContain(message)
  })

  it.each([
    ['"openid  accounts"', '"scope" is not well formed'],
    ['openid openid', '"scope" names "openid" twice'],
    ['"openid \\"x\\""', '"scope" is not well formed'],
  ])('scope %s', (scope, message) => {
    expect(messageWith('scope: openid accounts', `scope: ${scope}`)).toContain(message)
  })

  it('headers that the runner sets itself', () => {
    expect(messageWith('/accounts }', '/accounts, headers: { Authorization: x } }')).toContain(
      'header "Authorization" is set by the runner',
    )
  })
})

describe('variants against the rest', () => {
  const only = (variant: string) =>
    messageWith('{ client_auth: private_key_jwt, sender_constraint: dpop, openid: true }', variant)

  it('private_key_jwt needs keys', () => {
    expect(messageWith('    jwks: keys/two.json\n', '')).toMatchInlineSnapshot(`
      "target.yaml:7:20: private_key_jwt signs with a key, but client2 has no "jwks"
        expected: "jwks" for each client of the variant
        hint:     add "jwks" to client2
        7 |   - { client_auth: private_key_jwt, sender_constraint: dpop, openid: true }
          |                    ^"
    `)
  })

  it('certificates for authentication and binding', () => {
    const without = text.replace('    tls: { cert: certs/one.pem, key: certs/one.key }\n', '')
    expect(
      messageFor(
        without.replace(
          'client_auth: private_key_jwt, sender_constraint: dpop',
          'client_auth: tls_client_auth, sender_constraint: mtls',
        ),
      ),
    ).toMatchInlineSnapshot(`
      "target.yaml:7:20: the client authenticates with a certificate, but client1 has no "tls"
        expected: "tls" for each client of the variant
        hint:     add "tls" to client1
        7 |   - { client_auth: tls_client_auth, sender_constraint: mtls, openid: true }
          |                    ^

      target.yaml:7:56: tokens are bound to a certificate, but client1 has no "tls"
        expected: "tls" for each client of the variant
        hint:     add "tls" to client1
        7 |   - { client_auth: tls_client_auth, sender_constraint: mtls, openid: true }
          |                                                        ^"
    `)
  })

  it('openid: true without openid in the scope', () => {
    expect(messageWith('scope: openid accounts', 'scope: accounts')).toMatchInlineSnapshot(`
      "target.yaml:7:70: "openid: true" needs openid in the scope
        expected: "scope: openid accounts"
        hint:     add it to "scope", or write "openid: false"
        7 |   - { client_auth: private_key_jwt, sender_constraint: dpop, openid: true }
          |                                                                      ^"
    `)
  })

  it('openid: false with openid in the scope', () => {
    expect(only('{ client_auth: private_key_jwt, sender_constraint: dpop, openid: false }')).toMatchInlineSnapshot(`
      "target.yaml:7:70: "openid: false" must not have openid in the scope
        expected: "scope" without openid
        hint:     give this variant a "scope" of its own
        7 |   - { client_auth: private_key_jwt, sender_constraint: dpop, openid: false }
          |                                                                      ^"
    `)
  })

  it('code flow without login', () => {
    expect(messageFor(text.slice(0, text.indexOf('login:')))).toMatchInlineSnapshot(`
      "target.yaml:7:5: the authorization code flow needs "login"
        expected: "login" in the target file
        hint:     add "login:" with username and password
        7 |   - { client_auth: private_key_jwt, sender_constraint: dpop, openid: true }
          |     ^"
    `)
  })

  it('code flow without redirect URI', () => {
    expect(messageWith('    redirect_uri: https://client.example/cb\n', '')).toContain('client1 has no "redirect_uri"')
  })

  it('signed requests need keys', () => {
    const variant = '{ client_auth: tls_client_auth, sender_constraint: dpop, openid: true, request: signed }'
    const unsigned = text.replaceAll(/ *jwks: .*\n/g, '').replace(/- \{ client_auth.*\}/, `- ${variant}`)
    expect(messageFor(unsigned)).toContain('request objects are signed, but client1 and client2 have no "jwks"')
  })

  it('client credentials with parts of the code flow', () => {
    const variant =
      '{ client_auth: private_key_jwt, sender_constraint: dpop, openid: false, grant: client_credentials, response: jarm }'
    expect(
      messageFor(text.replace(/- \{ client_auth.*\}/, `- ${variant}`).replace('openid accounts', 'accounts')),
    ).toMatchInlineSnapshot(`
      "target.yaml:7:84: "grant: client_credentials" has no use for "response: jarm"
        expected: openid: false, request: unsigned, response: plain
        hint:     remove "response: jarm": there is no authorization request and no user
        7 |   - { client_auth: private_key_jwt, sender_constraint: dpop, openid: false, grant: client_credentials, respons...
          |                                                                                    ^"
    `)
  })

  it('the same variant twice', () => {
    const variant = '  - { client_auth: private_key_jwt, sender_constraint: dpop, openid: true }\n'
    expect(messageWith(variant, variant + variant)).toMatchInlineSnapshot(`
      "target.yaml:8:5: variant private_key_jwt+dpop+openid is listed twice
        expected: each variant once
        seen:     entries 1 and 2
        hint:     remove one of the two
        8 |   - { client_auth: private_key_jwt, sender_constraint: dpop, openid: true }
          |     ^"
    `)
  })

  it('neither clients nor scope anywhere', () => {
    const without = text.replace(/clients:[\s\S]*scope: openid accounts\n/, '')
    expect(messageFor(without)).toMatchInlineSnapshot(`
      "target.yaml:7:5: this variant has no "clients"
        expected: "clients" at the top of the file or in the variant
        hint:     add "clients: ..."
        7 |   - { client_auth: private_key_jwt, sender_constraint: dpop, openid: true }
          |     ^

      target.yaml:7:5: this variant has no "scope"
        expected: "scope" at the top of the file or in the variant
        hint:     add "scope: ..."
        7 |   - { client_auth: private_key_jwt, sender_constraint: dpop, openid: true }
          |     ^"
    `)
  })

  it('client2 that is client1', () => {
    const same = text.replace('id: two', 'id: one').replace('keys/two', 'keys/one').replaceAll('certs/two', 'certs/one')
    expect(messageFor(same)).toMatchInlineSnapshot(`
      "target.yaml:15:9: client1 and client2 have the same id
        expected: two clients that share nothing
        hint:     register a second client with keys of its own, or leave client2 out
        15 |     id: one
           |         ^

      target.yaml:16:11: client1 and client2 have the same signing key
        expected: two clients that share nothing
        hint:     register a second client with keys of its own, or leave client2 out
        16 |     jwks: keys/one.json
           |           ^

      target.yaml:17:10: client1 and client2 have the same TLS key
        expected: two clients that share nothing
        hint:     register a second client with keys of its own, or leave client2 out
        17 |     tls: { cert: certs/one.pem, key: certs/one.key }
           |          ^"
    `)
  })
})

describe('files', () => {
  it('missing key file: named with the path that was tried', () => {
    expect(messageWith('keys/one.json', 'keys/nowhere.json')).toMatchInlineSnapshot(`
      "target.yaml:11:11: "jwks" names a file that cannot be read
        expected: a readable file
        seen:     keys/nowhere.json: there is no such file
        hint:     relative paths are relative to the target file
        11 |     jwks: keys/nowhere.json
           |           ^"
    `)
  })

  it('folder instead of a file, and missing CA', () => {
    expect(
      messageFor(text.replace('keys/one.json', 'keys').replace('certs/ca.pem', 'certs/other.pem')),
    ).toMatchInlineSnapshot(`
      "target.yaml:5:14: "ca" names a file that cannot be read
        expected: a readable file
        seen:     certs/other.pem: there is no such file
        hint:     relative paths are relative to the target file
        5 | trust: { ca: certs/other.pem }
          |              ^

      target.yaml:11:11: "jwks" names a file that cannot be read
        expected: a readable file
        seen:     keys: it is a folder
        hint:     relative paths are relative to the target file
        11 |     jwks: keys
           |           ^"
    `)
  })

  it('key that does not match its certificate', () => {
    expect(
      messageWith('key: certs/one.key', 'key: certs/three.key', { 'certs/three.key': pem.expired.key }),
    ).toMatchInlineSnapshot(`
      "target.yaml:12:38: "key" is not the key of "cert"
        expected: the private key that belongs to the certificate
        seen:     certs/three.key and certs/one.pem
        hint:     check that both files are of the same client
        12 |     tls: { cert: certs/one.pem, key: certs/three.key }
           |                                      ^"
    `)
  })

  it('expired and not yet valid client certificates', () => {
    const files = {
      'certs/one.pem': pem.expired.cert,
      'certs/one.key': pem.expired.key,
      'certs/two.pem': pem.future.cert,
      'certs/two.key': pem.future.key,
    }
    expect(messageFor(text, files)).toMatchInlineSnapshot(`
      "target.yaml:12:18: "cert" has expired
        expected: a certificate that is valid now
        seen:     certs/one.pem: valid from 2026-02-09T12:00:00.000Z to 2026-02-24T12:00:00.000Z, now it is 2026-03-01T12:00:00.000Z
        hint:     renew the certificate and register it
        12 |     tls: { cert: certs/one.pem, key: certs/one.key }
           |                  ^

      target.yaml:17:18: "cert" is not yet valid
        expected: a certificate that is valid now
        seen:     certs/two.pem: valid from 2026-03-06T12:00:00.000Z to 2026-03-21T12:00:00.000Z, now it is 2026-03-01T12:00:00.000Z
        hint:     check the clock of this machine, or wait
        17 |     tls: { cert: certs/two.pem, key: certs/two.key }
           |                  ^"
    `)
  })

  it('an expired certificate is taken where one is asked for, and only there', () => {
    const line = '    expired_tls: { cert: certs/old.pem, key: certs/old.key }\n'
    const withOld = text.replace('    redirect_uri: https://client.example/cb\n', (at) => `${line}${at}`)
    const files = { 'certs/old.pem': pem.expired.cert, 'certs/old.key': pem.expired.key }
    expect(load(withOld, files).variants[0]?.clients.client1?.expired_tls).toEqual(pem.expired)
    expect(load().variants[0]?.clients.client1).not.toHaveProperty('expired_tls')
    expect(load(withOld, files).secrets).toContain(pem.expired.key.trim())
    const future = { 'certs/old.pem': pem.future.cert, 'certs/old.key': pem.future.key }
    expect(load(withOld, future).variants[0]?.clients.client1?.expired_tls).toEqual(pem.future)
    expect(messageFor(withOld, { 'certs/old.pem': pem.one.cert, 'certs/old.key': pem.one.key })).toContain(
      '"cert" is still valid',
    )
    expect(messageFor(withOld, { ...files, 'certs/old.key': pem.one.key })).toContain('"key" is not the key of "cert"')
  })

  it('a resource may say which scope it needs', () => {
    const one = 'resource: { url: https://rs.acme.example/accounts'
    expect(load(text.replace(one, `${one}, scope: accounts`)).resource.scope).toBe('accounts')
    expect(load().resource.scope).toBeNull()
    expect(messageWith(one, `${one}, scope: "a  b"`)).toContain('"scope" is not well formed')
  })

  it('certificate and key mixed up', () => {
    expect(
      messageWith('cert: certs/one.pem, key: certs/one.key', 'cert: certs/one.key, key: certs/one.pem'),
    ).toMatchInlineSnapshot(`
      "target.yaml:12:18: "cert" is no certificate
        expected: a PEM file with a certificate
        seen:     certs/one.key: a private key
        hint:     "cert" takes the certificate, "key" the private key
        12 |     tls: { cert: certs/one.key, key: certs/one.pem }
           |                  ^

      target.yaml:12:38: "key" is no private key
        expected: a PEM file with a private key, not encrypted
        seen:     certs/one.pem: a certificate
        hint:     "key" takes the private key
        12 |     tls: { cert: certs/one.key, key: certs/one.pem }
           |                                      ^"
    `)
  })

  it('no PEM at all, damaged PEM, encrypted key', () => {
    const damaged = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'
    expect(messageFor(text, { 'certs/ca.pem': 'x', 'certs/one.pem': damaged })).toMatchInlineSnapshot(`
      "target.yaml:5:14: "ca" is no certificate
        expected: a PEM file with a certificate
        seen:     certs/ca.pem: no PEM
        hint:     convert a DER file: openssl x509 -inform der
        5 | trust: { ca: certs/ca.pem }
          |              ^

      target.yaml:12:18: "cert" cannot be read as a certificate
        expected: a PEM file with a certificate
        seen:     certs/one.pem: damaged
        hint:     export it again
        12 |     tls: { cert: certs/one.pem, key: certs/one.key }
           |                  ^"
    `)
    const encrypted = ['-----BEGIN ENCRYPTED', 'PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED', 'PRIVATE KEY-----\n'].join(
      ' ',
    )
    expect(messageFor(text, { 'certs/one.key': encrypted })).toContain('"key" is encrypted')
  })
})
