import 'reflect-metadata'
import { spawnSync } from 'node:child_process'
import { generateKeyPairSync, KeyObject, webcrypto } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as x509 from '@peculiar/x509'
import { describe, expect, it } from 'vitest'
import type { Answer } from '../../src/checks/types.ts'
import { clientKeysDistinct, clientKeysSeparate } from '../../src/probes/credentialKeys.ts'
import {
  clientCertificateNotRevoked,
  serverCertificateNotRevoked,
  serverRevocationCurrent,
} from '../../src/probes/credentialRevocation.ts'
import { makeOcspRequest } from '../../src/probes/fetchOcsp.ts'
import type { ProbeContext } from '../../src/probes/types.ts'
import type { Client } from '../../src/profile/types.ts'
import { createOcspResponder } from '../../src/sandbox/ocspResponder.ts'

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
const access = new x509.AuthorityInfoAccessExtension({ ocsp: 'http://ocsp.example/x' })
const withOcsp = await issue(own, '0a0b0c', [access])
const withBoth = await issue(own, '0a0b0c', [new x509.CRLDistributionPointsExtension([url]), access])

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
function context(
  clients: readonly Client[],
  received: string | ((bytes: string) => Promise<string>),
  serverPem = withCrl,
  authorities: readonly string[] = [root.toString('pem')],
): ProbeContext {
  const certificate = { pem: serverPem, fingerprint256: serverPem }
  const target = { issuer: 'https://as.example', ca: authorities }
  const variant = {
    variant: { client_auth: 'tls_client_auth', sender_constraint: 'mtls' },
    clients: Object.fromEntries(clients.map((one) => [one.name, one])),
    resource: { url: 'https://as.example/r' },
  }
  const wire = {
    raw: async ({ host, port, bytes }: { host: string; port: number; bytes: string }) => {
      asked.push(`${host}:${port} ${bytes.split('\r\n')[0]}`)
      return { connected: true, received: typeof received === 'string' ? received : await received(bytes), error: null }
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
  ['an old list without it', await list({ nextUpdate: new Date(now - 1000) }), ['unknown']],
  ['an old list with it', await list({ serials: ['0a0b0c'], nextUpdate: new Date(now - 1000) }), ['no']],
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
      { kind: 'not-applicable', reason: expect.stringContaining('names neither a CRL nor an OCSP responder') },
    ])
  })

  it('wants the list itself to be in order', async () => {
    const crl = async (options: ListOptions) =>
      kinds(await serverRevocationCurrent(context([client()], ok(await list(options)))))
    expect(await crl({})).toEqual(['yes'])
    expect(await crl({ serials: ['0a0b0c'] })).toEqual(['yes'])
    expect(await crl({ nextUpdate: new Date(now - 1000) })).toEqual(['no'])
    expect(await crl({ signer: stranger })).toEqual(['no'])
  })
})

type Defect = 'ocsp-revoked' | 'ocsp-stale' | 'ocsp-unknown' | 'ocsp-signature'

/** Answers as the sandbox's responder, with what is broken in it; a GET gets the list. */
async function responder(defect: Defect | null, crl = '', authority = ca) {
  const strict = (id: string) => id !== defect
  const respond = await createOcspResponder({ cert: root.toString('pem'), subject: name, keys: authority }, strict, now)
  return async (bytes: string) => {
    if (bytes.startsWith('GET')) return ok(crl)
    const request = bytes.slice(bytes.indexOf('\r\n\r\n') + 4)
    return ok((await respond(Buffer.from(request, 'latin1'))).toString('latin1'))
  }
}
const atResponder = async (defect: Defect | null, authority = ca) => {
  const one = context([client()], await responder(defect, '', authority), withOcsp)
  return { revoked: kinds(await serverCertificateNotRevoked(one)), current: kinds(await serverRevocationCurrent(one)) }
}

/** OpenSSL as the responder: another implementation, and one that signs with the key of the CA itself. */
async function byOpenssl(record: string) {
  const folder = mkdtempSync(join(tmpdir(), 'assay-ocsp-'))
  try {
    const file = (called: string, text: string | Uint8Array): string => {
      writeFileSync(join(folder, called), text)
      return join(folder, called)
    }
    const request = file('request', await makeOcspRequest(withOcsp, root.toString('pem')))
    const index = file('index', `${record}\n`)
    const [cert, key] = [file('ca', root.toString('pem')), file('key', pemOf(ca.privateKey))]
    const signer = ['-CA', cert, '-rsigner', cert, '-rkey', key]
    const answer = join(folder, 'answer')
    const options = ['-index', index, ...signer, '-reqin', request, '-respout', answer, '-ndays', '1']
    const { status, stderr } = spawnSync('openssl', ['ocsp', ...options], { encoding: 'utf8' })
    if (status !== 0) throw new Error(stderr)
    return kinds(await serverCertificateNotRevoked(context([client()], ok(readFileSync(answer, 'latin1')), withOcsp)))
  } finally {
    rmSync(folder, { recursive: true })
  }
}
const hasOpenssl = spawnSync('openssl', ['version']).status === 0

describe('revocation by OCSP', () => {
  it.skipIf(!hasOpenssl)('is understood by OpenSSL, which answers with the key of the CA itself', async () => {
    expect(await byOpenssl('V\t400101000000Z\t\t0A0B0C\tunknown\t/CN=one')).toEqual(['yes'])
    expect(await byOpenssl('R\t400101000000Z\t250101000000Z\t0A0B0C\tunknown\t/CN=one')).toEqual(['no'])
    expect(await byOpenssl('V\t400101000000Z\t\t0A0B0D\tunknown\t/CN=one')).toEqual(['unknown'])
  })

  it('takes the word of who may answer for the CA', async () => {
    expect(await atResponder(null)).toEqual({ revoked: ['yes'], current: ['yes'] })
    expect(await atResponder('ocsp-revoked')).toEqual({ revoked: ['no'], current: ['yes'] })
  })

  it('takes nobody else by his word, nor an old one, nor none', async () => {
    for (const defect of ['ocsp-stale', 'ocsp-unknown', 'ocsp-signature'] as const)
      expect(await atResponder(defect)).toEqual({ revoked: ['unknown'], current: ['no'] })
    expect(await atResponder(null, stranger)).toEqual({ revoked: ['unknown'], current: ['no'] })
  })

  it('is asked about the certificate at the place that it names', async () => {
    asked.length = 0
    await serverCertificateNotRevoked(context([client()], await responder(null), withOcsp))
    expect(asked).toEqual(['ocsp.example:80 POST /x HTTP/1.0'])
  })

  it('is not believed about another certificate', async () => {
    const other = await issue(own, '0a0b0d', [access])
    const answers: string[] = []
    const honest = await responder(null)
    await serverCertificateNotRevoked(
      context([client()], async (bytes) => answers[answers.push(await honest(bytes)) - 1] ?? '', withOcsp),
    )
    expect(await serverCertificateNotRevoked(context([client()], answers[0] ?? '', other))).toMatchObject([
      {
        kind: 'unknown',
        attributed: 'network',
        reason: expect.stringContaining('answers for other certificates only'),
      },
    ])
  })

  it('is not known from an answer that says no more than an error, or nothing', async () => {
    const tryLater = Buffer.from('30030a0103', 'hex').toString('latin1')
    expect(await serverCertificateNotRevoked(context([client()], ok(tryLater), withOcsp))).toMatchObject([
      { kind: 'unknown', reason: expect.stringContaining('"tryLater"') },
    ])
    expect(kinds(await serverCertificateNotRevoked(context([client()], ok('<html>'), withOcsp)))).toEqual(['unknown'])
  })

  it('cannot be asked without the certificate of the CA', async () => {
    expect(await serverCertificateNotRevoked(context([client()], await responder(null), withOcsp, []))).toMatchObject([
      { kind: 'unknown', reason: expect.stringContaining('without the certificate of the CA') },
    ])
    const file = `${withOcsp}\n${root.toString('pem')}`
    const clients = [client({ tls: { cert: file, key: pemOf(own.privateKey) } })]
    expect(kinds(await clientCertificateNotRevoked(context(clients, await responder(null), withOcsp, [])))).toEqual([
      'yes',
    ])
  })

  it('stands beside a list: whoever says revoked is heard, whoever is sound is believed', async () => {
    const both = async (defect: Defect | null, crl: ListOptions) => {
      const one = context([client()], await responder(defect, await list(crl)), withBoth)
      return [kinds(await serverCertificateNotRevoked(one)), kinds(await serverRevocationCurrent(one))]
    }
    expect(await both(null, {})).toEqual([['yes'], ['yes', 'yes']])
    expect(await both('ocsp-revoked', {})).toEqual([['no'], ['yes', 'yes']])
    expect(await both(null, { serials: ['0a0b0c'] })).toEqual([['no'], ['yes', 'yes']])
    expect(await both('ocsp-stale', {})).toEqual([['yes'], ['yes', 'no']])
    expect(await both(null, { signer: stranger })).toEqual([['yes'], ['no', 'yes']])
    expect(await both('ocsp-signature', { signer: stranger })).toEqual([['unknown'], ['no', 'no']])
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
