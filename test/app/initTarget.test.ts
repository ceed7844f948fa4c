import { generateKeyPairSync } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { initTarget } from '../../src/app/initTarget.ts'
import { issuerFacts, issuerOf } from '../../src/app/issuerFacts.ts'
import { scalar } from '../../src/app/targetText.ts'
import type { InitOptions } from '../../src/app/types.ts'
import { loadTarget } from '../../src/profile/loadTarget.ts'
import { type MetadataServer, serveMetadata } from './metadataServer.ts'

const folder = mkdtempSync(join(tmpdir(), 'assay-init-'))
const caFile = join(folder, 'certs', 'ca.pem')
let server: MetadataServer
beforeAll(async () => {
  server = await serveMetadata((issuer) => ({
    issuer,
    authorization_endpoint: `${issuer}/auth`,
    token_endpoint: `${issuer}/token`,
    pushed_authorization_request_endpoint: `${issuer}/par`,
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'private_key_jwt', 'tls_client_auth'],
    dpop_signing_alg_values_supported: ['ES256'],
    scopes_supported: ['openid', 'accounts'],
  }))
  mkdirSync(join(folder, 'certs'))
  mkdirSync(join(folder, 'keys'))
  writeFileSync(caFile, server.ca)
  for (const name of ['client1', 'client2']) {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const jwk = { ...privateKey.export({ format: 'jwk' }), kid: name, alg: 'ES256' }
    writeFileSync(join(folder, 'keys', `${name}.jwks.json`), JSON.stringify({ keys: [jwk] }))
  }
})
afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Asks a user who knows these answers and takes the proposal otherwise; keeps the names of the questions. */
function user(known: Readonly<Record<string, string>>) {
  const questions: string[] = []
  const ask: InitOptions['ask'] = async ({ name, proposal }) => {
    questions.push(name)
    return known[name] ?? proposal
  }
  return { questions, ask }
}

const known = {
  ...{ organisation: 'Acme: Bank', client_id: 'c1', redirect_uri: 'https://app.example/cb', scope: 'openid accounts' },
  ...{
    client2_id: 'c2',
    client2_redirect_uri: 'https://app.example/cb2',
    resource_url: 'https://api.example/accounts',
    username: 'u',
  },
}

describe('initTarget', () => {
  it('writes a file that can be used as it is', async () => {
    const { questions, ask } = user(known)
    const { text, notes, missing } = await initTarget({ issuer: server.issuer, folder, ca: [caFile], answers: {}, ask })
    expect(missing).toEqual([])
    expect(notes).toEqual(['Found: private_key_jwt, tls_client_auth, dpop, OpenID'])
    // Only one sender constraint is possible: nothing to ask. No certificates are needed: nothing to ask either.
    expect(questions).not.toContain('sender_constraint')
    expect(questions.filter((name) => name.includes('tls'))).toEqual([])
    const file = join(folder, 'target.yaml')
    writeFileSync(file, text)
    const target = loadTarget({ file, env: { ASSAY_PASSWORD: 'secret' }, now: Date.now })
    expect(target).toMatchObject({
      id: 'acme-bank-sandbox',
      organisation: 'Acme: Bank',
      issuer: server.issuer,
      environment: 'sandbox',
    })
    expect(target.ca).toHaveLength(1)
    expect(target.login).toMatchObject({ username: 'u', password: 'secret' })
    expect(target.variants.map(({ key }) => key)).toEqual(['private_key_jwt+dpop+openid'])
    expect(Object.values(target.variants[0]?.clients ?? {}).map(({ id }) => id)).toEqual(['c1', 'c2'])
  })

  it('asks for certificates where the client needs them', async () => {
    const { questions, ask } = user({ ...known, client_auth: 'tls_client_auth', client2_id: '' })
    const { text } = await initTarget({ issuer: server.issuer, folder, ca: [caFile], answers: {}, ask })
    expect(questions).toEqual(expect.arrayContaining(['tls_cert', 'tls_key']))
    expect(questions).not.toContain('jwks')
    expect(text).toContain('tls: { cert: certs/client1.pem, key: certs/client1.key }')
    expect(text).not.toContain('  client2:')
  })

  it('leaves a placeholder for what nobody can answer, and names it', async () => {
    const ask: InitOptions['ask'] = async ({ proposal }) => proposal
    const { text, missing } = await initTarget({
      issuer: server.issuer,
      folder,
      ca: [caFile],
      answers: { client_id: 'c1' },
      ask,
    })
    expect(missing).toEqual(['redirect_uri', 'resource_url', 'username'])
    expect(text).toContain('redirect_uri: https://fill-in.example/')
    expect(text).toContain('username: FILL-IN')
    expect(text).toContain('id: c1')
  })

  it('does not ask what was answered beforehand, and refuses answers to questions that there are not', async () => {
    const { questions, ask } = user(known)
    const options = { issuer: server.issuer, folder, ca: [caFile], ask }
    await initTarget({ ...options, answers: { client_id: 'c9' } })
    expect(questions).not.toContain('client_id')
    await expect(initTarget({ ...options, answers: { clientid: 'c9' } })).rejects.toThrow(
      'nothing here is called clientid; the answers are organisation,',
    )
    await expect(initTarget({ ...options, answers: { client_auth: 'basic' } })).rejects.toThrow(
      '"client_auth": one of private_key_jwt, tls_client_auth is expected, which this server supports; "basic" was given',
    )
  })

  it('says what to do when there is no metadata', async () => {
    const { ask } = user(known)
    const rest = { folder, answers: {}, ask }
    await expect(initTarget({ ...rest, issuer: server.issuer })).rejects.toThrow(
      'name the CA of the server certificate with --ca <file>',
    )
    await expect(initTarget({ ...rest, issuer: `${server.issuer}/other`, ca: [caFile] })).rejects.toThrow(
      'it answered 404',
    )
    await expect(initTarget({ ...rest, issuer: 'http://as.example' })).rejects.toThrow(
      '"issuer": an https URL is expected, "http://as.example" was given',
    )
    await expect(initTarget({ ...rest, issuer: server.issuer, ca: [join(folder, 'none.pem')] })).rejects.toThrow(
      '(ENOENT); name a PEM file',
    )
  })
})

describe('issuerFacts', () => {
  it('tells what stands in the way', () => {
    expect(issuerFacts({ token_endpoint_auth_methods_supported: ['none'] })).toEqual({
      ...{ clientAuth: [], senderConstraint: [], openid: false },
      lacks: [
        '"token_endpoint_auth_methods_supported" holds none of private_key_jwt, tls_client_auth, self_signed_tls_client_auth',
        'the metadata tells of no sender constraint: neither DPoP algorithms nor certificate-bound tokens',
        'the metadata has no pushed_authorization_request_endpoint',
      ],
    })
  })

  it('takes plain OAuth and certificate-bound tokens for what they are', () => {
    const metadata = {
      scopes_supported: ['accounts'],
      id_token_signing_alg_values_supported: ['ES256'],
      tls_client_certificate_bound_access_tokens: true,
    }
    expect(issuerFacts(metadata)).toMatchObject({ openid: false, senderConstraint: ['mtls'] })
  })
})

describe('issuerOf', () => {
  it.each([
    [' https://as.example ', 'https://as.example'],
    ['https://as.example/op/.well-known/openid-configuration', 'https://as.example/op'],
  ])('%j is %s', (given, issuer) => {
    expect(issuerOf(given)).toBe(issuer)
  })
})

describe('scalar', () => {
  it.each(['plain', '$env:NAME', 'https://a.example/b', 'keys/a.json'])('%s stays plain', (text) => {
    expect(scalar(text)).toBe(text)
  })
  it.each(['', 'no', 'true', '1e3', '007', 'a: b', 'a #b', '- x', '{x}', 'a"b', 'x ', '*a', 'ü'])(
    '%j is quoted',
    (text) => {
      expect(scalar(text)).toBe(JSON.stringify(text))
    },
  )
})
