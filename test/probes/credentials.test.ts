import 'reflect-metadata'
import { generateKeyPairSync, KeyObject, webcrypto } from 'node:crypto'
import * as x509 from '@peculiar/x509'
import { describe, expect, it } from 'vitest'
import type { Answer } from '../../src/checks/types.ts'
import { clientKeysDistinct, clientKeysSeparate } from '../../src/probes/credentialKeys.ts'
import {
  clientCertificateNotRevoked,
  serverCertificateNotRevoked,
  serverCrlCurrent,
} from '../../src/probes/credentialRevocation.ts'
import type { ProbeContext } from '../../src/probes/types.ts'
import type { Client } from '../../src/profile/types.ts'

const hourMs = 3_600_000
const now = Date.now()
const ecdsa = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const newKeys = () => webcrypto.subtle.generateKey(ecdsa, true, ['sign', 'verify']) as Promise<webcrypto.CryptoKeyPair>
const pemOf = (key: webcrypto.CryptoKey): string =>
  KeyObject.from(key).export({ type: 'pkcs8', format: 'pem' }).toString()

const ca = await newKeys()
const stranger = await newKeys()
const name = 'CN=Throwaway CA'
const period = { notBefore: new Date(now - hourMs), notAfter: new Date(now + hourMs) }
const root = await x509.X509CertificateGenerator.createSelfSigned({
  name,
  keys: ca,
  signingAlgorithm: ecdsa,
  ...period,
  extensions: [new x509.BasicConstraintsExtension(true)],
})
const url = 'http://crl.example:8080/ca.crl?x=1'

async function issue(
  keys: webcrypto.CryptoKeyPair,
  serialNumber: string,
  extensions: x509.Extension[],
): Promise<string> {
  const options = { serialNumber, subject: 'CN=one', issuer: name, signingAlgorithm: ecdsa, ...period, extensions }
  const cert = await x509.X509CertificateGenerator.create({
    ...options,
    publicKey: keys.publicKey,
    signingKey: ca.privateKey,
  })
  return cert.toString('pem')
}

const own = await newKeys()
const withCrl = await issue(own, '0a0b0c', [new x509.CRLDistributionPointsExtension([url])])
const without = await issue(own, '0a0b0c', [])
const ocspOnly = await issue(own, '0a0b0c', [new x509.AuthorityInfoAccessExtension({ ocsp: 'http://ocsp.example' })])

interface ListOptions {
  readonly serials?: readonly string[]
  readonly signer?: webcrypto.CryptoKeyPair
  readonly nextUpdate?: Date
  readonly reason?: x509.X509CrlReason
}
async function list({
  serials = [],
  signer = ca,
  nextUpdate = new Date(now + hourMs),
  reason,
}: ListOptions = {}): Promise<string> {
  const crl = await x509.X509CrlGenerator.create({
    issuer: name,
    thisUpdate: new Date(now - hourMs),
    nextUpdate,
    entries: serials.map((serialNumber) => ({
      serialNumber,
      revocationDate: new Date(now),
      ...(reason ? { reason } : {}),
    })),
    signingAlgorithm: ecdsa,
    signingKey: signer.privateKey,
  })
  return Buffer.from(crl.rawData).toString('latin1')
}
const ok = (body: string): string => `HTTP/1.1 200 OK\r\ncontent-type: application/pkix-crl\r\n\r\n${body}`

const client = (more: Partial<Client> = {}): Client => ({
  name: 'client1',
  id: 'one',
  jwks: [],
  tls: { cert: withCrl, key: pemOf(own.privateKey) },
  redirect_uri: 'https://client.example/cb',
  scope: null,
  ...more,
})

const asked: string[] = []
/** A context in which only what these probes look at is there. */
function context(clients: readonly Client[], received: string, serverPem = withCrl): ProbeContext {
  const certificate = { pem: serverPem, fingerprint256: serverPem }
  const target = { issuer: 'https://as.example', ca: [root.toString('pem')] }
  const variant = {
    variant: { client_auth: 'tls_client_auth', sender_constraint: 'mtls' },
    clients: Object.fromEntries(clients.map((one) => [one.name, one])),
    resource: { url: 'https://as.example/r' },
  }
  const wire = {
    raw: async ({ host, port, bytes }: { host: string; port: number; bytes: string }) => {
      asked.push(`${host}:${port} ${bytes.split('\r\n')[0]}`)
      return { connected: true, received, error: null }
    },
    probeTls: async () => ({ outcome: 'accepted', certificate, chain: [], detail: '' }),
  }
  const label = (step: string) => ({ caseId: 'c', step })
  return { wire, target, variant, metadata: {}, label, now: () => now } as unknown as ProbeContext
}

const kinds = (answers: readonly Answer[]): readonly string[] => answers.map(({ kind }) => kind)

const lists = [
  ['an empty list', await list(), ['yes']],
  ['a list of others', await list({ serials: ['0a0b0d'] }), ['yes']],
  ['a list with it', await list({ serials: ['0a0b0c'] }), ['no']],
  [
    'a list that puts it on hold',
    await list({ serials: ['0a0b0c'], reason: x509.X509CrlReason.certificateHold }),
    ['no'],
  ],
  ['a list of somebody else with it', await list({ serials: ['0a0b0c'], signer: stranger }), ['unknown']],
  ['a list of somebody else without it', await list({ signer: stranger }), ['unknown']],
  ['no list', 'hello', ['unknown']],
] as const

describe('revocation of certificates', () => {
  it.each(lists)('%s: of clients and servers', async (_what, body, expected) => {
    expect(kinds(await clientCertificateNotRevoked(context([client()], ok(body))))).toEqual(expected)
    expect(kinds(await serverCertificateNotRevoked(context([client()], ok(body))))).toEqual(expected)
  })

  it('is a matter of whoever shows the certificate', async () => {
    const bad = ok(await list({ serials: ['0a0b0c'] }))
    expect(await clientCertificateNotRevoked(context([client()], bad))).toMatchObject([{ attributed: 'config' }])
    expect(await serverCertificateNotRevoked(context([client()], bad))).toMatchObject([{ attributed: 'as' }])
  })

  it('is not known where the list cannot be had', async () => {
    const gone = await serverCertificateNotRevoked(context([client()], 'HTTP/1.1 404 Not Found\r\n\r\n'))
    expect(gone).toMatchObject([{ kind: 'unknown', attributed: 'network', reason: expect.stringContaining('404') }])
  })

  it('is asked where the certificate says', async () => {
    asked.length = 0
    await serverCertificateNotRevoked(context([client()], ok(await list())))
    expect(asked).toEqual(['crl.example:8080 GET /ca.crl?x=1 HTTP/1.0'])
  })

  it('is not asked where the certificate names no list', async () => {
    expect(await serverCertificateNotRevoked(context([client()], '', without))).toMatchObject([
      { kind: 'not-applicable', reason: expect.stringContaining('names no CRL') },
    ])
    expect(await serverCertificateNotRevoked(context([client()], '', ocspOnly))).toMatchObject([
      { kind: 'not-applicable', reason: expect.stringContaining('OCSP responder only') },
    ])
  })

  it('wants the list itself to be in order', async () => {
    const crl = async (options: ListOptions) =>
      kinds(await serverCrlCurrent(context([client()], ok(await list(options)))))
    expect(await crl({})).toEqual(['yes'])
    expect(await crl({ serials: ['0a0b0c'] })).toEqual(['yes'])
    expect(await crl({ nextUpdate: new Date(now - 1000) })).toEqual(['no'])
    expect(await crl({ signer: stranger })).toEqual(['no'])
  })
})

describe('keys of clients', () => {
  const jwkOf = (pair: { privateKey: KeyObject }, kid: string) => ({
    ...pair.privateKey.export({ format: 'jwk' }),
    kid,
  })
  const [a, b] = [
    generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ]
  const tlsKey = { privateKey: KeyObject.from(own.privateKey) as KeyObject }
  const other = (more: Partial<Client>): Client => client({ name: 'client2', id: 'two', tls: null, ...more })
  const distinct = (...clients: Client[]) => clientKeysDistinct(context(clients, ''))

  it('are their own', async () => {
    const first = client({ jwks: [jwkOf(a, 'a')], tls: null })
    expect(await distinct(first, other({ jwks: [jwkOf(b, 'b')] }))).toMatchObject([{ kind: 'yes' }])
    expect(await distinct(first, other({ jwks: [jwkOf(b, 'b'), jwkOf(a, 'z')] }))).toMatchObject([
      { kind: 'no', observed: 'signing key a of one is signing key z of two', attributed: 'config' },
    ])
    expect(await distinct(client(), other({ tls: client().tls }))).toMatchObject([{ kind: 'no' }])
    expect(await distinct(client(), other({ jwks: [jwkOf(tlsKey, 't')] }))).toMatchObject([
      { kind: 'no', observed: 'the key of the certificate of one is signing key t of two' },
    ])
    expect(await distinct(first)).toMatchObject([{ kind: 'not-applicable' }])
  })

  it('have one purpose', async () => {
    const separate = (one: Client) => clientKeysSeparate(context([one], ''))
    expect(await separate(client({ jwks: [jwkOf(a, 'a')] }))).toMatchObject([{ kind: 'yes' }])
    expect(await separate(client({ jwks: [jwkOf(tlsKey, 't')] }))).toMatchObject([{ kind: 'no', attributed: 'config' }])
    expect(await separate(client())).toMatchObject([{ kind: 'not-applicable' }])
  })
})
