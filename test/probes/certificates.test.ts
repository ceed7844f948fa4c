import { createServer, type TlsOptions } from 'node:tls'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { probes } from '../../src/probes/registry.ts'
import { closedPort, type FaultServer, listen } from '../support/fault-server.ts'
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

async function serve(certificate: IssueOptions, options: TlsOptions = {}): Promise<number> {
  const settings = { ...(await ca.issue(certificate)), ciphers: 'DEFAULT:@SECLEVEL=0', ...options }
  const server = await listen(createServer(settings, (socket) => socket.on('error', () => undefined)))
  running.push(server)
  return server.port
}

async function ask(name: string, port: number, host = '127.0.0.1'): Promise<ReturnType<typeof summary>> {
  const context = makeContext({ ca, issuer: `https://${host}:${port}/` })
  const answers = (await probes[name]?.(context)) ?? []
  await context.wire.close()
  return summary(answers)
}

const day = 86_400_000
const rows: readonly (readonly [probe: string, certificate: IssueOptions, kind: string, text: string])[] = [
  ['certificate-key-size-rsa', { key: 'RSA-2048' }, 'yes', 'RSA key of 2048 bits'],
  ['certificate-key-size-rsa', { key: 'RSA-1024' }, 'no', 'RSA key of 1024 bits'],
  ['certificate-key-size-rsa', { key: 'P-256' }, 'not-applicable', 'has no RSA certificate'],
  ['certificate-key-size-ec', { key: 'P-384' }, 'yes', 'EC key of 384 bits'],
  ['certificate-key-size-ec', { key: 'P-192' }, 'no', 'EC key of 192 bits'],
  ['certificate-key-size-ec', { key: 'RSA-2048' }, 'not-applicable', 'has no elliptic curve certificate'],
  ['certificate-signature', {}, 'yes', 'signed with ecdsa-with-SHA256'],
  ['certificate-signature', { hash: 'SHA-1' }, 'no', '"CN=throwaway" is signed with ecdsa-with-SHA1'],
  ['certificate-names-host', {}, 'yes', 'IP Address:127.0.0.1'],
  ['certificate-names-host', { names: ['other.example'] }, 'no', 'DNS:other.example'],
  ['certificate-names-host', { names: [], commonName: '127.0.0.1' }, 'no', 'no subjectAltName'],
  ['certificate-is-valid', {}, 'yes', 'issued by "CN=Throwaway CA", valid from'],
  ['certificate-is-valid', { selfSigned: true }, 'no', 'does not lead to a trusted certificate authority'],
  ['certificate-is-valid', { names: ['other.example'] }, 'no', 'is for another name'],
  [
    'certificate-is-valid',
    { notBefore: new Date(Date.now() - 9 * day), notAfter: new Date(Date.now() - day) },
    'no',
    'is not valid now',
  ],
  ['certificate-is-valid', { notBefore: new Date(Date.now() + day) }, 'no', 'is not valid now'],
]

describe('certificates', () => {
  it.each(rows)('%s of %j: %s', async (name, certificate, kind, text) => {
    expect(await ask(name, await serve(certificate))).toEqual({ kinds: [kind], text: expect.stringContaining(text) })
  })

  it('of both key types of a host are looked at', async () => {
    const [weak, strong] = [await ca.issue({ key: 'RSA-1024' }), await ca.issue()]
    const port = await serve({}, { cert: [strong.cert, weak.cert], key: [strong.key, weak.key] })
    expect(await ask('certificate-key-size-rsa', port)).toMatchObject({
      kinds: ['no'],
      text: expect.stringContaining('1024'),
    })
    expect(await ask('certificate-key-size-ec', port)).toMatchObject({ kinds: ['yes'] })
  })

  it('are judged for the name that was asked', async () => {
    const port = await serve({ names: ['localhost'] })
    expect((await ask('certificate-names-host', port, 'localhost')).kinds).toEqual(['yes'])
    expect((await ask('certificate-names-host', port)).kinds).toEqual(['no'])
  })

  it('are not judged unseen', async () => {
    const port = await closedPort()
    for (const name of Object.keys(probes).filter((probe) => probe.startsWith('certificate-')))
      expect((await ask(name, port)).kinds).toEqual(['unknown'])
  })
})

describe('aliases for mutual TLS', () => {
  const aliases = (port: number): Record<string, unknown> => ({
    mtls_endpoint_aliases: { token_endpoint: `https://127.0.0.1:${port}/token` },
  })
  const askAliases = async (port: number, certified = true): Promise<ReturnType<typeof summary>> => {
    const context = makeContext({
      ca,
      issuer: 'https://127.0.0.1:1/',
      metadata: aliases(port),
      ...(certified ? { tls: await ca.issue() } : {}),
    })
    const answers = (await probes['mtls-aliases-take-certificates']?.(context)) ?? []
    await context.wire.close()
    return summary(answers)
  }

  it('finish a handshake with the certificate', async () => {
    const port = await serve({}, { requestCert: true, rejectUnauthorized: true, ca: ca.ca, maxVersion: 'TLSv1.2' })
    expect(await askAliases(port)).toMatchObject({ kinds: ['yes'] })
  })

  it('fail that do not', async () => {
    const other = await createCa('Other CA')
    const port = await serve({}, { requestCert: true, rejectUnauthorized: true, ca: other.ca, maxVersion: 'TLSv1.2' })
    expect(await askAliases(port)).toMatchObject({ kinds: ['no'] })
  })

  it('are not asked without a certificate, and not answered when nobody is there', async () => {
    expect((await askAliases(await serve({}), false)).kinds).toEqual(['not-applicable'])
    expect((await askAliases(await closedPort())).kinds).toEqual(['unknown'])
  })
})
