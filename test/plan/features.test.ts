import { describe, expect, it } from 'vitest'
import { featureNames, metadataFeatures, targetFeatures } from '../../src/plan/features.ts'
import type { Client, Target, TargetVariant } from '../../src/profile/types.ts'

const client: Client = {
  ...{ name: 'client1', id: 'one', jwks: [], tls: null, redirect_uri: 'https://rp.example/cb', scope: null },
}
const resource = { url: 'https://rs.example:9443/accounts', method: 'GET', headers: {}, body: null, scope: null }

function featuresWith(more: {
  readonly client1?: Partial<Client>
  readonly client2?: true
  readonly scope?: string
  readonly resource?: Partial<TargetVariant['resource']>
  readonly login?: true
}) {
  const clients = { client1: { ...client, ...more.client1 }, ...(more.client2 ? { client2: client } : {}) }
  const variant = { clients, scope: more.scope ?? 'accounts', resource: { ...resource, ...more.resource } }
  return targetFeatures({ login: more.login ? {} : null } as unknown as Target, variant as unknown as TargetVariant)
}
const key = (more: object = {}) => ({ kty: 'EC', crv: 'P-256', ...more })

describe('features that the target file decides', () => {
  it.each([
    ['client2', { client2: true }, 'the target file has no client2'],
    ['key_rsa', { client1: { jwks: [key(), { kty: 'RSA' }] } }, 'the registered key of client1 is not an RSA key'],
    [
      'second_key',
      { client1: { jwks: [key({ kid: 'a' }), key({ kid: 'b' })] } },
      'client1 has fewer than two signing keys with a kid',
    ],
    ['client_jwks', { client1: { jwks: [key()] } }, 'client1 has no signing key'],
    ['two_scopes', { scope: 'openid  accounts' }, 'the target file asks for one scope only'],
    [
      'expired_certificate',
      { client1: { expired_tls: { cert: '', key: '' } } },
      'the target file has no expired_tls for client1',
    ],
    ['login', { login: true }, 'the target file has no login'],
    [
      'resource_scope',
      { scope: 'openid accounts', resource: { scope: 'accounts' } },
      'the target file does not say which scope the resource needs (resource: scope)',
    ],
    [
      'default_port',
      { resource: { url: 'https://rs.example/accounts' } },
      'the server does not use the default port 443',
    ],
  ] as const)('%s', (name, more, reason) => {
    expect(featuresWith(more)[name]).toBe(true)
    expect(featuresWith({})[name]).toBe(reason)
    expect(featureNames.has(name)).toBe(true)
  })

  it('a key for encryption is no second signing key', () => {
    expect(featuresWith({ client1: { jwks: [key({ kid: 'a' }), key({ kid: 'b', use: 'enc' })] } }).second_key).toBe(
      'client1 has fewer than two signing keys with a kid',
    )
  })

  it('nothing can be asked for where the resource needs the whole scope', () => {
    const reason = 'the target file asks for no other scope than the resource needs'
    expect(featuresWith({ scope: 'accounts', resource: { scope: 'accounts' } }).resource_scope).toBe(reason)
  })
})

describe('features that the metadata decides', () => {
  it.each([
    [
      'claims_parameter',
      { claims_parameter_supported: true },
      'claims_parameter_supported is not true in the metadata',
    ],
    ['registration', { registration_endpoint: 'https://as.example/reg' }, 'the metadata has no registration_endpoint'],
    ['mtls_aliases', { mtls_endpoint_aliases: {} }, 'the metadata has no mtls_endpoint_aliases'],
  ])('%s', (name, metadata, reason) => {
    expect(metadataFeatures(metadata)[name]).toBe(true)
    expect(metadataFeatures({})[name]).toBe(reason)
  })
})
