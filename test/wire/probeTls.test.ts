import { createServer } from 'node:https'
import { createServer as createTls, type TlsOptions } from 'node:tls'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createWire } from '../../src/wire/createWire.ts'
import type { HelloOffer, TlsProbeRequest, TlsProbeResult, Wire } from '../../src/wire/types.ts'
import { closedPort, type FaultServer, listen, startFault } from '../support/fault-server.ts'
import { type HelloScript, startHelloServer } from '../support/hello-server.ts'
import { createCa, type IssueOptions, type KeyAndCert, type ThrowawayCa } from '../support/pki.ts'

const label = { caseId: 'tls', step: 'tls' }
const host = '127.0.0.1'
let ca: ThrowawayCa
let wire: Wire
let client: KeyAndCert
let running: FaultServer[] = []

beforeAll(async () => {
  ca = await createCa()
  client = await ca.issue({ commonName: 'client' })
  wire = createWire({ ca: [ca.ca], identities: { client1: client }, now: Date.now, timeoutMs: 10_000 })
})
afterEach(async () => {
  await Promise.all(running.map((server) => server.close()))
  running = []
})
afterAll(() => wire.close())

async function serve(options: TlsOptions, certificate: IssueOptions = {}): Promise<number> {
  const server = await listen(
    createTls({ ...(await ca.issue(certificate)), ...options }, (socket) => socket.on('error', () => undefined)),
  )
  running.push(server)
  return server.port
}

async function script(answer: HelloScript | null): Promise<number> {
  const server = await startHelloServer(() => answer)
  running.push(server)
  return server.port
}

const probe = (port: number, request: Partial<TlsProbeRequest> = {}): Promise<TlsProbeResult> =>
  wire.probeTls({ host, port, ...request }, label)
const hello = (port: number, offer: HelloOffer): Promise<TlsProbeResult> => probe(port, { hello: offer })

describe('a handshake', () => {
  it('tells version, cipher, key, certificate and chain', async () => {
    const result = await probe(await serve({ maxVersion: 'TLSv1.2' }, { key: 'RSA-2048' }), {
      minVersion: 'TLSv1.2',
      maxVersion: 'TLSv1.2',
      groups: 'P-384',
    })
    expect(result).toMatchObject({
      outcome: 'accepted',
      protocol: 'TLSv1.2',
      cipher: expect.stringMatching(/^TLS_ECDHE_RSA_/),
      ephemeralKey: { type: 'ECDH', name: 'secp384r1', size: 384 },
      certificate: { subject: 'CN=throwaway', keyType: 'RSA', keyBits: 2048, signatureAlgorithm: 'ecdsa-with-SHA256' },
      certificateFault: null,
    })
    expect(result.chain?.map(({ subject }) => subject)).toEqual(['CN=Throwaway CA'])
  })

  it('is refused where no version is common, and accepted where one is', async () => {
    const port = await serve({ minVersion: 'TLSv1.3' })
    expect(await probe(port, { maxVersion: 'TLSv1.2' })).toMatchObject({
      outcome: 'refused',
      protocol: null,
      detail: expect.stringContaining('protocol version'),
    })
    expect(await probe(port, {})).toMatchObject({ outcome: 'accepted', protocol: 'TLSv1.3' })
  })

  it('can be one of TLS 1.0', async () => {
    const port = await serve({ minVersion: 'TLSv1', ciphers: 'DEFAULT:@SECLEVEL=0' })
    expect(await probe(port, { minVersion: 'TLSv1', maxVersion: 'TLSv1' })).toMatchObject({
      outcome: 'accepted',
      protocol: 'TLSv1',
    })
  })

  it('is refused where no cipher is common', async () => {
    const port = await serve({ ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256', maxVersion: 'TLSv1.2' })
    expect(await probe(port, { ciphers: 'ECDHE-ECDSA-AES256-SHA', maxVersion: 'TLSv1.2' })).toMatchObject({
      outcome: 'refused',
    })
    expect(await probe(port, { ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256', maxVersion: 'TLSv1.2' })).toMatchObject({
      outcome: 'accepted',
    })
  })

  it.each([
    ['self-signed certificate', 'TLS_UNTRUSTED'],
    ['wrong name', 'TLS_WRONG_NAME'],
    ['expired certificate', 'TLS_EXPIRED'],
  ] as const)('with a %s is accepted, and the fault of the certificate told', async (fault, code) => {
    const server = await startFault(fault, ca)
    running.push(server)
    expect(await probe(server.port)).toMatchObject({
      outcome: 'accepted',
      certificate: { subject: 'CN=throwaway' },
      certificateFault: { code },
    })
  })

  it('offers the certificate of an identity', async () => {
    const server = await listen(
      createServer({
        ...(await ca.issue()),
        requestCert: true,
        rejectUnauthorized: true,
        ca: ca.ca,
        maxVersion: 'TLSv1.2',
      }),
    )
    running.push(server)
    expect(await probe(server.port)).toMatchObject({ outcome: 'refused', detail: expect.stringContaining('alert') })
    expect(await probe(server.port, { identity: 'client1' })).toMatchObject({ outcome: 'accepted' })
  })

  it.each([
    ['a cipher that OpenSSL does not have', { ciphers: 'RC4-MD5' }],
    ['a curve that OpenSSL does not have', { groups: 'secp112r9' }],
  ])('is unsupported with %s', async (_, request) => {
    expect(await probe(await serve({}), request)).toMatchObject({
      outcome: 'unsupported',
      detail: expect.stringContaining('cannot offer'),
    })
  })

  it('is unreachable without a server, and with one that says nothing', async () => {
    expect(await probe(await closedPort())).toMatchObject({
      outcome: 'unreachable',
      detail: expect.stringContaining('refuses the TCP connection'),
    })
    const server = await startFault('never shakes hands', ca)
    running.push(server)
    expect(await probe(server.port, { timeoutMs: 100 })).toMatchObject({
      outcome: 'unreachable',
      detail: expect.stringContaining('100 ms'),
    })
  })

  it.each(['clear text', 'closes at once'] as const)('is refused by a server that %s', async (fault) => {
    const server = await startFault(fault, ca)
    running.push(server)
    expect(await probe(server.port)).toMatchObject({ outcome: 'refused' })
  })
})

const gcm = [0xc02b, 0xc02c, 0xc02f, 0xc030]

describe('a hand-made hello to a real server', () => {
  it('is answered in TLS 1.3, also where 1.2 is offered beside it', async () => {
    const port = await serve({})
    for (const versions of [['TLSv1.3'], ['TLSv1.2', 'TLSv1.3']] as const) {
      const result = await hello(port, { versions, suites: [0x1301, 0x1302, ...gcm] })
      expect(result).toMatchObject({
        outcome: 'accepted',
        protocol: 'TLSv1.3',
        cipher: expect.stringMatching(/^TLS_AES_/),
      })
    }
  })

  it('tells suite, curve and extensions of TLS 1.2', async () => {
    const result = await hello(await serve({ maxVersion: 'TLSv1.2' }, { key: 'RSA-2048' }), {
      versions: ['TLSv1.2'],
      suites: gcm,
      groups: [24],
    })
    expect(result).toMatchObject({
      outcome: 'accepted',
      protocol: 'TLSv1.2',
      ephemeralKey: { type: 'ECDHE', name: 'secp384r1', size: 384 },
      hello: { extendedMasterSecret: true, renegotiationInfo: true, encryptThenMac: false, compression: false },
    })
    expect(gcm).toContain(result.hello?.suite)
  })

  it('tells the size of a Diffie-Hellman group', async () => {
    const port = await serve(
      { ciphers: 'DHE-RSA-AES128-GCM-SHA256', dhparam: 'auto', maxVersion: 'TLSv1.2' },
      { key: 'RSA-2048' },
    )
    expect(await hello(port, { versions: ['TLSv1.2'], suites: [0x009e] })).toMatchObject({
      outcome: 'accepted',
      cipher: 'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256',
      ephemeralKey: { type: 'DHE', size: 2048 },
    })
  })

  it('tells encrypt-then-MAC of a CBC suite, and a static RSA suite', async () => {
    const port = await serve({ ciphers: 'AES128-SHA', maxVersion: 'TLSv1.2' }, { key: 'RSA-2048' })
    expect(await hello(port, { versions: ['TLSv1.2'], suites: [0x002f] })).toMatchObject({
      cipher: 'TLS_RSA_WITH_AES_128_CBC_SHA',
      ephemeralKey: null,
      hello: { encryptThenMac: true },
    })
  })

  it('is refused with the name of the alert', async () => {
    const modern = await serve({ minVersion: 'TLSv1.3' })
    expect(await hello(modern, { versions: ['TLSv1.2'], suites: gcm })).toMatchObject({
      outcome: 'refused',
      detail: 'the server sent the alert protocol_version',
    })
    const usual = await serve({ maxVersion: 'TLSv1.2' })
    expect(await hello(usual, { versions: ['TLSv1.2'], suites: [0x0004, 0x0005] })).toMatchObject({
      outcome: 'refused',
      detail: 'the server sent the alert handshake_failure',
    })
    for (const version of ['SSLv2', 'SSLv3', 'TLSv1', 'TLSv1.1'] as const)
      expect((await hello(usual, { versions: [version], suites: [0x002f, 0xc013, 0xc009] })).outcome).toBe('refused')
  })

  it('names the host it wants', async () => {
    let asked: string | null = null
    const server = await listen(
      createTls({
        SNICallback: (name, done) => {
          asked = name
          done(new Error('no such host'))
        },
      }),
    )
    running.push(server)
    await wire.probeTls(
      { host: 'localhost', port: server.port, hello: { versions: ['TLSv1.3'], suites: [0x1301] } },
      label,
    )
    expect(asked).toBe('localhost')
  })
})

describe('a hand-made hello to a server of long ago', () => {
  const rows: readonly (readonly [string, HelloScript, HelloOffer, Readonly<Record<string, unknown>>])[] = [
    ['SSL 2.0', { version: 'SSLv2', suite: 0 }, { versions: ['SSLv2'], suites: [] }, { protocol: 'SSLv2' }],
    [
      'SSL 3.0',
      { version: 0x0300, suite: 0x0005 },
      { versions: ['SSLv3'], suites: [0x0005] },
      { protocol: 'SSLv3', cipher: 'TLS_RSA_WITH_RC4_128_SHA' },
    ],
    [
      'export',
      { version: 0x0303, suite: 0x0003 },
      { versions: ['TLSv1.2'], suites: [0x0003] },
      { cipher: 'TLS_RSA_EXPORT_WITH_RC4_40_MD5' },
    ],
    [
      'compression',
      { version: 0x0303, suite: 0x002f, compression: 1 },
      { versions: ['TLSv1.2'], suites: [0x002f], compression: true },
      { hello: { compression: true } },
    ],
    [
      'a small curve',
      { version: 0x0303, suite: 0xc02f, group: 19, extensions: [0xff01] },
      { versions: ['TLSv1.2'], suites: [0xc02f], groups: [19] },
      {
        ephemeralKey: { type: 'ECDHE', name: 'secp192r1', size: 192 },
        hello: { renegotiationInfo: true, extendedMasterSecret: false },
      },
    ],
    [
      'a small prime',
      { version: 0x0303, suite: 0x009e, primeBytes: 128 },
      { versions: ['TLSv1.2'], suites: [0x009e] },
      { ephemeralKey: { type: 'DHE', name: 'DH group of 1024 bits', size: 1024 } },
    ],
    [
      'an older version than asked',
      { version: 0x0301, suite: 0x002f },
      { versions: ['TLSv1.2'], suites: [0x002f] },
      { protocol: 'TLSv1' },
    ],
  ]
  it.each(rows)('%s', async (_, answer, offer, expected) => {
    expect(await hello(await script(answer), offer)).toMatchObject({ outcome: 'accepted', ...expected })
  })

  it('that closes without a word, speaks clear text, is silent or not there', async () => {
    const offer: HelloOffer = { versions: ['TLSv1.2'], suites: gcm }
    expect(await hello(await script(null), offer)).toMatchObject({
      outcome: 'refused',
      detail: expect.stringContaining('without an alert'),
    })
    const [clear, silent] = [await startFault('clear text', ca), await startFault('never shakes hands', ca)]
    running.push(clear, silent)
    expect(await hello(clear.port, offer)).toMatchObject({
      outcome: 'refused',
      detail: expect.stringContaining('HTTP/1.1 400'),
    })
    expect(await probe(silent.port, { hello: offer, timeoutMs: 100 })).toMatchObject({
      outcome: 'unreachable',
      detail: expect.stringContaining('did not answer'),
    })
    expect(await hello(await closedPort(), offer)).toMatchObject({ outcome: 'unreachable' })
  })
})
