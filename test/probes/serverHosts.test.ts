import { describe, expect, it } from 'vitest'
import { certificateNames } from '../../src/probes/certificateNames.ts'
import { readChallenges } from '../../src/probes/challenges.ts'
import { offeredUrls, serverHosts } from '../../src/probes/serverHosts.ts'

const context = {
  metadata: {
    issuer: 'https://as.example/realm',
    authorization_endpoint: 'https://login.example/authorize',
    token_endpoint: 'https://as.example/token',
    userinfo_endpoint: 'https://[2001:db8::1]:8443/me',
    jwks_uri: 'https://keys.example/jwks',
    service_documentation: 'https://docs.example/',
    introspection_endpoint: 'not a url',
    token_endpoint_auth_methods_supported: ['private_key_jwt'],
    mtls_endpoint_aliases: { token_endpoint: 'https://mtls.example:444/token' },
  },
  target: { issuer: 'https://as.example/realm' },
  variant: { resource: { url: 'https://api.example/accounts' } },
} as unknown as Parameters<typeof serverHosts>[0]

describe('server hosts', () => {
  it('are those of all endpoints, of the key set, of the aliases, of the issuer and of the resource', () => {
    expect(serverHosts(context).map(({ name, owner }) => [name, owner])).toEqual([
      ['as.example:443', 'as'],
      ['login.example:443', 'as'],
      ['[2001:db8::1]:8443', 'as'],
      ['keys.example:443', 'as'],
      ['mtls.example:444', 'as'],
      ['api.example:443', 'rs'],
    ])
    expect(serverHosts(context)[2]).toMatchObject({ host: '2001:db8::1', port: 8443 })
  })

  it('are told apart by who calls them', () => {
    expect(serverHosts(context, 'browser').map(({ name }) => name)).toEqual(['login.example:443'])
    expect(serverHosts(context, 'client').map(({ name }) => name)).not.toContain('login.example:443')
    expect(offeredUrls(context).find(({ name }) => name === 'mtls_endpoint_aliases.token_endpoint')).toMatchObject({
      caller: 'client',
      owner: 'as',
    })
  })
})

describe('names in a certificate', () => {
  const rows: readonly (readonly [string | null, string, boolean])[] = [
    ['DNS:as.example', 'as.example', true],
    ['DNS:AS.example', 'as.EXAMPLE', true],
    ['DNS:other.example, DNS:as.example', 'as.example', true],
    ['DNS:*.example', 'as.example', true],
    ['DNS:*.example', 'a.b.example', false],
    ['DNS:*.example', 'example', false],
    ['DNS:a*.example', 'as.example', false],
    ['DNS:as.example.evil', 'as.example', false],
    ['DNS:127.0.0.1', '127.0.0.1', false],
    ['IP Address:127.0.0.1', '127.0.0.1', true],
    ['IP Address:127.0.0.2', '127.0.0.1', false],
    ['IP Address:0:0:0:0:0:0:0:1', '::1', true],
    ['URI:https://as.example/', 'as.example', false],
    [null, 'as.example', false],
  ]
  it.each(rows)('%s for %s: %s', (names, host, expected) => {
    expect(certificateNames(names, host)).toBe(expected)
  })
})

describe('challenges', () => {
  it('are read with several schemes, quoted values and commas', () => {
    expect(
      readChallenges([
        'DPoP algs="ES256 PS256", error="invalid_token", Bearer realm="a, b", scope=accounts',
        'Negotiate YWJj==',
        'Basic',
      ]),
    ).toEqual([
      { scheme: 'DPoP', params: { algs: 'ES256 PS256', error: 'invalid_token' } },
      { scheme: 'Bearer', params: { realm: 'a, b', scope: 'accounts' } },
      { scheme: 'Negotiate', params: {} },
      { scheme: 'Basic', params: {} },
    ])
  })

  it('that are broken do not hang or throw', () => {
    expect(readChallenges(['', '"', '=,=, DPoP algs="x', ',,,'])).toEqual([{ scheme: 'DPoP', params: {} }])
  })
})
