import { createServer, type TlsOptions } from 'node:tls'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { probes } from '../../src/probes/registry.ts'
import type { Probe } from '../../src/probes/types.ts'
import { closedPort, type FaultServer, listen, startFault } from '../support/fault-server.ts'
import { type HelloScript, helloVersion, offeredSuites, startHelloServer } from '../support/hello-server.ts'
import { createCa, type IssueOptions, type ThrowawayCa } from '../support/pki.ts'
import { makeContext, summary } from './context.ts'

let ca: ThrowawayCa
let running: FaultServer[] = []

beforeAll(async () => {
  ca = await createCa()
})
afterEach(async () => {
  await Promise.all(running.map((server) => server.close()))
  running = []
})

const recommended =
  'ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384'

/** A real server of node's OpenSSL; by default as BCP 195 wants it. */
async function real(options: TlsOptions = {}, certificate: IssueOptions = {}): Promise<number> {
  const settings = { ciphers: `${recommended}:TLS_AES_128_GCM_SHA256`, ...(await ca.issue(certificate)), ...options }
  const server = await listen(createServer(settings, (socket) => socket.on('error', () => undefined)))
  running.push(server)
  return server.port
}

/** A hand-made server that also takes current hellos, as the control needs it. */
async function scripted(scriptFor: (hello: Buffer) => HelloScript | null): Promise<number> {
  const server = await startHelloServer(scriptFor, 4096)
  running.push(server)
  return server.port
}

const good: HelloScript = { version: 0x0303, suite: 0xc02f, group: 23, extensions: [0xff01, 23] }
/** Takes the given suite where it is offered without better ones, current hellos otherwise. */
const takes =
  (suite: number, more: Partial<HelloScript> = {}) =>
  (hello: Buffer): HelloScript | null => {
    const offered = offeredSuites(hello)
    if (offered.includes(0xc02f)) return good
    return offered.includes(suite) ? { version: 0x0303, suite, ...more } : null
  }

async function ask(name: string, port: number): Promise<ReturnType<typeof summary>> {
  const url = `https://127.0.0.1:${port}/`
  const context = makeContext({
    ca,
    issuer: url,
    metadata: { authorization_endpoint: `${url}authorize`, token_endpoint: `${url}token` },
  })
  const probe: Probe | undefined = probes[name]
  if (!probe) throw new Error(`no probe ${name}`)
  const answers = await probe(context)
  await context.wire.close()
  return summary(answers)
}

const tlsProbes = Object.keys(probes).filter((name) => name.startsWith('tls-'))

describe('every TLS probe', () => {
  it('is content with a server as BCP 195 wants it', async () => {
    const port = await real()
    for (const name of tlsProbes)
      expect(await ask(name, port), name).toMatchObject({
        kinds: ['yes'],
        text: expect.stringContaining(`127.0.0.1:${port}`),
      })
  })

  it('has no answer where nobody listens, attributed to the network', async () => {
    const url = `https://127.0.0.1:${await closedPort()}/`
    const context = makeContext({ ca, issuer: url, metadata: { authorization_endpoint: url } })
    for (const name of tlsProbes) {
      const [answer] = (await probes[name]?.(context)) ?? []
      expect(answer, name).toMatchObject({ kind: 'unknown', attributed: 'network' })
    }
    await context.wire.close()
  })

  it('takes no refusal of a server that refuses everything for a good answer', async () => {
    const server = await startFault('clear text', ca)
    running.push(server)
    for (const name of tlsProbes) expect((await ask(name, server.port)).kinds, name).not.toContain('yes')
  })

  it('asks no question of TLS 1.2 where there is only TLS 1.3', async () => {
    const port = await real({ minVersion: 'TLSv1.3' })
    for (const name of [
      'tls-compression-refused',
      'tls-secure-renegotiation',
      'tls-extended-master-secret',
      'tls-recommended-suites',
    ])
      expect((await ask(name, port)).kinds, name).toEqual(['not-applicable'])
    for (const name of [
      'tls-1-2-supported',
      'tls-client-hosts-refuse-cbc',
      'tls-1-0-refused',
      'tls-small-primes-refused',
    ])
      expect((await ask(name, port)).kinds, name).toEqual(['yes'])
    expect((await ask('tls-1-2-supported', port)).text).toContain('TLS 1.3 only')
  })
})

type Broken = readonly [probe: string, start: () => Promise<number>, text: string]

const old = (name: 'TLSv1' | 'TLSv1.1'): TlsOptions => ({ minVersion: name, ciphers: 'ALL:@SECLEVEL=0' })
const rsa: IssueOptions = { key: 'RSA-2048' }

const broken: readonly Broken[] = [
  [
    'tls-ssl-refused',
    () => scripted((hello) => (helloVersion(hello) === 2 ? { version: 'SSLv2', suite: 0 } : good)),
    'SSLv2',
  ],
  [
    'tls-ssl-refused',
    () =>
      scripted((hello) =>
        helloVersion(hello) === 2 ? null : helloVersion(hello) === 0x0300 ? { version: 0x0300, suite: 0x000a } : good,
      ),
    'SSLv3',
  ],
  ['tls-1-0-refused', () => real(old('TLSv1'), rsa), 'TLSv1 with'],
  ['tls-1-1-refused', () => real(old('TLSv1.1'), rsa), 'TLSv1.1 with'],
  ['tls-1-2-supported', () => real({ ...old('TLSv1'), maxVersion: 'TLSv1.1' }, rsa), 'TLSv1.1'],
  ['tls-1-3-supported', () => real({ maxVersion: 'TLSv1.2' }), 'protocol_version'],
  [
    'tls-1-3-preferred',
    () => scripted((hello) => (offeredSuites(hello).includes(0xc02f) ? good : { version: 0x0304, suite: 0x1301 })),
    'TLSv1.2',
  ],
  [
    'tls-client-hosts-refuse-null',
    () => real({ ciphers: `${recommended}:NULL-SHA256:@SECLEVEL=0`, maxVersion: 'TLSv1.2' }, rsa),
    'TLS_RSA_WITH_NULL_SHA256',
  ],
  ['tls-browser-hosts-refuse-null', () => scripted(takes(0x003b)), 'TLS_RSA_WITH_NULL_SHA256'],
  [
    'tls-client-hosts-refuse-anonymous',
    () => real({ ciphers: `${recommended}:AECDH-AES128-SHA:@SECLEVEL=0`, maxVersion: 'TLSv1.2' }),
    'TLS_ECDH_anon_WITH_AES_128_CBC_SHA',
  ],
  ['tls-client-hosts-refuse-rc4', () => scripted(takes(0x0005)), 'TLS_RSA_WITH_RC4_128_SHA'],
  ['tls-browser-hosts-refuse-rc4', () => scripted(takes(0xc011)), 'TLS_ECDHE_RSA_WITH_RC4_128_SHA'],
  ['tls-client-hosts-refuse-export', () => scripted(takes(0x0003)), 'TLS_RSA_EXPORT_WITH_RC4_40_MD5'],
  ['tls-browser-hosts-refuse-export', () => scripted(takes(0x0009)), 'TLS_RSA_WITH_DES_CBC_SHA'],
  ['tls-client-hosts-refuse-3des', () => scripted(takes(0x000a)), 'TLS_RSA_WITH_3DES_EDE_CBC_SHA'],
  ['tls-browser-hosts-refuse-3des', () => scripted(takes(0x000a)), 'TLS_RSA_WITH_3DES_EDE_CBC_SHA'],
  [
    'tls-client-hosts-refuse-static-rsa',
    () => real({ ciphers: `${recommended}:AES128-SHA:AES256-GCM-SHA384` }, rsa),
    'TLS_RSA_WITH_AES_256_GCM_SHA384',
  ],
  [
    'tls-browser-hosts-refuse-static-rsa',
    () => real({ ciphers: `${recommended}:AES128-SHA` }, rsa),
    'TLS_RSA_WITH_AES_128_CBC_SHA',
  ],
  ['tls-client-hosts-refuse-static-dh', () => scripted(takes(0xc02d)), 'TLS_ECDH_ECDSA_WITH_AES_128_GCM_SHA256'],
  ['tls-browser-hosts-refuse-static-dh', () => scripted(takes(0x0031)), 'TLS_DH_RSA_WITH_AES_128_CBC_SHA'],
  [
    'tls-client-hosts-refuse-dhe',
    () => real({ ciphers: `${recommended}:DHE-RSA-AES128-GCM-SHA256`, dhparam: 'auto' }, rsa),
    'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256',
  ],
  [
    'tls-browser-hosts-refuse-dhe',
    () => real({ ciphers: `${recommended}:DHE-RSA-AES128-GCM-SHA256`, dhparam: 'auto' }, rsa),
    'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256',
  ],
  [
    'tls-client-hosts-refuse-cbc',
    () => real({ ciphers: `${recommended}:ECDHE-ECDSA-AES128-SHA:ECDHE-ECDSA-AES256-SHA384` }),
    'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA',
  ],
  ['tls-browser-hosts-refuse-cbc', () => scripted(takes(0xc013, { group: 23 })), 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA'],
  [
    'tls-client-hosts-refuse-other-aead',
    () => real({ ciphers: `${recommended}:ECDHE-ECDSA-AES128-CCM` }),
    'TLS_ECDHE_ECDSA_WITH_AES_128_CCM',
  ],
  [
    'tls-recommended-suites',
    () => real({ ciphers: 'ECDHE-ECDSA-AES128-SHA', maxVersion: 'TLSv1.2' }),
    'handshake_failure',
  ],
  [
    'tls-small-curves-refused',
    () => scripted((hello) => ({ ...good, group: offeredSuites(hello).includes(0x1301) ? 23 : 19 })),
    'secp192r1 (192 bits)',
  ],
  ['tls-small-primes-refused', () => scripted(takes(0x009e, { primeBytes: 128 })), 'DH group of 1024 bits'],
  ['tls-compression-refused', () => scripted(() => ({ ...good, compression: 1 })), 'compresses'],
  ['tls-secure-renegotiation', () => scripted(() => ({ ...good, extensions: [23] })), 'ignores'],
  ['tls-extended-master-secret', () => scripted(() => ({ ...good, extensions: [0xff01] })), 'ignores'],
]

describe('a server that breaks one rule', () => {
  it.each(broken)('fails %s', async (name, start, text) => {
    expect(await ask(name, await start())).toEqual({ kinds: ['no'], text: expect.stringContaining(text) })
  })

  it('has a broken counterpart for every TLS probe', () => {
    expect(new Set(broken.map(([name]) => name))).toEqual(new Set(tlsProbes))
  })
})

describe('servers within the rules', () => {
  it('may use CBC with encrypt-then-MAC towards browsers, not towards clients', async () => {
    const port = await real({ ciphers: `${recommended}:ECDHE-ECDSA-AES128-SHA` })
    expect((await ask('tls-browser-hosts-refuse-cbc', port)).kinds).toEqual(['yes'])
    expect((await ask('tls-client-hosts-refuse-cbc', port)).kinds).toEqual(['no'])
  })

  it('may use ChaCha20-Poly1305 and large Diffie-Hellman groups', async () => {
    const chacha = await real({ ciphers: `${recommended}:ECDHE-ECDSA-CHACHA20-POLY1305` })
    for (const name of tlsProbes) expect((await ask(name, chacha)).kinds, name).toEqual(['yes'])
    const dhe = await real({ ciphers: `${recommended}:DHE-RSA-AES128-GCM-SHA256`, dhparam: 'auto' }, rsa)
    expect(await ask('tls-small-primes-refused', dhe)).toEqual({
      kinds: ['yes'],
      text: expect.stringContaining('2048 bits'),
    })
  })

  it('are asked each question once per run', async () => {
    const server = await listen(createServer({ ...(await ca.issue()) }))
    running.push(server)
    const context = makeContext({ ca, issuer: server.url })
    await probes['tls-1-0-refused']?.(context)
    const before = server.connections()
    await probes['tls-1-0-refused']?.(context)
    await probes['tls-1-1-refused']?.(context)
    // Only the hello with TLS 1.1 is new; control and TLS 1.0 are known.
    expect(server.connections() - before).toBe(1)
    await context.wire.close()
  })
})
