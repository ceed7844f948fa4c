import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { TLSSocket } from 'node:tls'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createWire } from '../../src/wire/createWire.ts'
import type { Exchange, Wire, WireOptions } from '../../src/wire/types.ts'
import { type FaultServer, listen } from '../support/fault-server.ts'
import { createCa, type ThrowawayCa } from '../support/pki.ts'

interface Seen {
  readonly line: string
  readonly rawHeaders: readonly string[]
  readonly body: string
  readonly client: string | null
}

const label = { caseId: 'case', step: 'token', variant: 'v' }
const packed: Readonly<Record<string, Buffer>> = {
  gzip: gzipSync('{"a":1}'),
  br: brotliCompressSync('{"a":1}'),
  deflate: deflateSync('{"a":1}'),
  'deflate, gzip': gzipSync(deflateRawSync('{"a":1}')),
}

let ca: ThrowawayCa
let server: FaultServer
let wires: Wire[] = []

async function echo(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = ''
  for await (const chunk of request) body += chunk
  const coding = new URL(request.url ?? '/', 'https://x').searchParams.get('coding')
  const socket = request.socket as TLSSocket
  const seen: Seen = {
    line: `${request.method} ${request.url}`,
    rawHeaders: request.rawHeaders,
    body,
    client: socket.getPeerCertificate().fingerprint256?.replaceAll(':', '').toLowerCase() ?? null,
  }
  if (coding) response.writeHead(200, { 'content-encoding': coding }).end(packed[coding] ?? 'x')
  else if (request.url === '/redirect') response.writeHead(303, { location: 'https://elsewhere.example/' }).end()
  else
    response
      .writeHead(200, [['X-Two', '1'].flat(), ['X-Two', '2'].flat(), ['content-type', 'application/json']].flat())
      .end(JSON.stringify(seen))
}

const open = (options: Partial<WireOptions> = {}): Wire => {
  const wire = createWire({ ca: [ca.ca], identities: {}, now: () => 1_700_000_000_000, ...options })
  wires.push(wire)
  return wire
}

const seenIn = (exchange: Exchange): Seen => JSON.parse(exchange.response?.body ?? 'null') as Seen

beforeAll(async () => {
  ca = await createCa()
  const options = { ...(await ca.issue()), requestCert: true, rejectUnauthorized: false, ca: ca.ca }
  server = await listen(createServer(options, (request, response) => void echo(request, response)))
})
afterAll(async () => {
  await Promise.all(wires.map((wire) => wire.close()))
  wires = []
  await server.close()
})

describe('what is recorded is what was sent', () => {
  it('keeps order, spelling and repeated names, with the lines that the connection adds', async () => {
    const headers = [
      ['DPoP', 'one'],
      ['dPoP', 'two'],
      ['content-type', 'text/plain; charset=utf-8'],
    ] as const
    const exchange = await open().send({ method: 'POST', url: `${server.url}token`, headers, body: 'naïve' }, label)
    const host = server.url.slice('https://'.length, -1)
    expect(exchange.request).toEqual({
      method: 'POST',
      url: `${server.url}token`,
      headers: [['host', host], ['connection', 'keep-alive'], ...headers, ['content-length', '6']],
      body: 'naïve',
      identity: null,
    })
    expect(seenIn(exchange).rawHeaders).toEqual(exchange.request.headers.flat())
    expect(seenIn(exchange).body).toBe('naïve')
    expect(exchange.label).toEqual(label)
    expect(exchange.timing.startedAt).toBe(1_700_000_000_000)
    expect(exchange.timing.firstByteMs).toBeGreaterThan(0)
    expect(exchange.timing.totalMs).toBeGreaterThanOrEqual(exchange.timing.firstByteMs ?? 0)
  })

  it.each([
    ['a/./b/../c?x=%7e&y=a|b', '/a/./b/../c?x=%7e&y=a|b'],
    ['?only=query', '/?only=query'],
    ['caf\u00e9#fragment', '/caf%C3%A9'],
  ])('sends the path of %s as it is written', async (path, expected) => {
    const exchange = await open().send({ method: 'GET', url: server.url + path, headers: [] }, label)
    expect(seenIn(exchange).line).toBe(`GET ${expected}`)
  })

  it('lets the caller write the host header without changing where it connects', async () => {
    const exchange = await open().send({ method: 'GET', url: server.url, headers: [['Host', 'other.example']] }, label)
    expect(seenIn(exchange).rawHeaders.slice(0, 2)).toEqual(['host', 'other.example'])
    expect(exchange.request.headers[0]).toEqual(['host', 'other.example'])
  })

  it('adds the configured user agent and nothing else', async () => {
    const wire = open({ userAgent: 'assay/1' })
    const first = await wire.send({ method: 'DELETE', url: server.url, headers: [] }, label)
    const second = await wire.send({ method: 'GET', url: server.url, headers: [['User-Agent', 'mine']] }, label)
    expect(first.request.headers.map(([name]) => name)).toEqual(['host', 'connection', 'user-agent'])
    expect(second.request.headers.filter(([name]) => name.toLowerCase() === 'user-agent')).toEqual([
      ['User-Agent', 'mine'],
    ])
  })

  it('matches heads and answers of many requests at once, ids in order of sending', async () => {
    const finished: string[] = []
    const wire = open({ onExchange: ({ id }) => finished.push(id) })
    const sent = await Promise.all(
      Array.from({ length: 60 }, (_, i) =>
        wire.send({ method: 'POST', url: `${server.url}${i}`, headers: [['x-number', `${i}`]], body: `${i}` }, label),
      ),
    )
    sent.forEach((exchange, i) => {
      expect(exchange.id).toBe(`x${String(i + 1).padStart(4, '0')}`)
      expect(exchange.request.headers).toContainEqual(['x-number', `${i}`])
      expect(seenIn(exchange)).toMatchObject({ line: `POST /${i}`, body: `${i}` })
    })
    expect(wire.exchanges.map(({ id }) => id)).toEqual(finished)
    expect(new Set(finished).size).toBe(60)
  })
})

describe('what comes back', () => {
  it('keeps status, header lines and TLS facts', async () => {
    const exchange = await open().send({ method: 'GET', url: server.url, headers: [] }, label)
    expect(exchange.error).toBeNull()
    expect(exchange.response?.headers.filter(([name]) => name === 'X-Two')).toEqual([
      ['X-Two', '1'],
      ['X-Two', '2'],
    ])
    expect(exchange.tls).toMatchObject({
      protocol: 'TLSv1.3',
      cipher: expect.stringMatching(/^TLS_/),
      clientFingerprint256: null,
    })
    expect(exchange.tls?.peerCertificate).toMatchObject({
      subject: 'CN=throwaway',
      issuer: 'CN=Throwaway CA',
      subjectAltName: 'IP Address:127.0.0.1, DNS:localhost',
      keyType: 'EC',
      keyBits: 256,
      signatureAlgorithm: 'ecdsa-with-SHA256',
      pem: expect.stringContaining('BEGIN CERTIFICATE'),
    })
  })

  it('does not follow redirects', async () => {
    const exchange = await open().send({ method: 'GET', url: `${server.url}redirect`, headers: [] }, label)
    expect(exchange.response).toMatchObject({ status: 303, body: '' })
  })

  it.each(Object.keys(packed))('undoes content coding "%s"', async (coding) => {
    const exchange = await open().send(
      { method: 'GET', url: `${server.url}?coding=${encodeURIComponent(coding)}`, headers: [] },
      label,
    )
    expect(exchange.response?.body).toBe('{"a":1}')
    expect(exchange.request.headers.map(([name]) => name)).not.toContain('accept-encoding')
  })

  it('reports a coding it does not know', async () => {
    const exchange = await open().send({ method: 'GET', url: `${server.url}?coding=rot13`, headers: [] }, label)
    expect(exchange.error).toMatchObject({ code: 'BAD_ENCODING', message: expect.stringContaining('"rot13"') })
  })

  it('keeps connections alive', async () => {
    const wire = open()
    const before = server.connections()
    for (let i = 0; i < 10; i++) await wire.send({ method: 'POST', url: server.url, headers: [] }, label)
    // Two, because a connection is not ready again in the very moment in which its answer is complete.
    expect(server.connections() - before).toBeLessThanOrEqual(2)
  })
})

describe('client certificates', () => {
  it('sends each identity on connections of its own, and none without', async () => {
    const wire = open({
      identities: { client1: await ca.issue({ commonName: 'one' }), client2: await ca.issue({ commonName: 'two' }) },
    })
    const send = (identity?: string): Promise<Exchange> =>
      wire.send({ method: 'GET', url: server.url, headers: [], ...(identity ? { identity } : {}) }, label)
    const [none, one, two, again] = [await send(), await send('client1'), await send('client2'), await send('client1')]
    expect(seenIn(none).client).toBeNull()
    expect(seenIn(one).client).toBe(one.tls?.clientFingerprint256)
    expect(seenIn(two).client).toBe(two.tls?.clientFingerprint256)
    expect(seenIn(again).client).toBe(seenIn(one).client)
    expect(new Set([none, one, two].map((exchange) => seenIn(exchange).client)).size).toBe(3)
    expect([none, one, two].map((exchange) => exchange.request.identity)).toEqual([null, 'client1', 'client2'])
  })

  it('takes a replaced identity into use at once', async () => {
    const wire = open({ identities: { fresh: await ca.issue() } })
    const before = await wire.send({ method: 'GET', url: server.url, headers: [], identity: 'fresh' }, label)
    wire.addIdentity('fresh', await ca.issue())
    const after = await wire.send({ method: 'GET', url: server.url, headers: [], identity: 'fresh' }, label)
    expect(seenIn(after).client).toBe(after.tls?.clientFingerprint256)
    expect(seenIn(after).client).not.toBe(seenIn(before).client)
  })

  it('refuses an identity whose key belongs to another certificate', async () => {
    const [one, two] = [await ca.issue(), await ca.issue()]
    expect(() => open().addIdentity('mixed', { cert: one.cert, key: two.key })).toThrow(
      /identity "mixed".*certificate and the private key that belongs to it/,
    )
  })

  it('names the identities it has when asked for another', async () => {
    const wire = open({ identities: { client1: await ca.issue() } })
    await expect(
      wire.send({ method: 'GET', url: server.url, headers: [], identity: 'client3' }, label),
    ).rejects.toThrow('"identity" is "client3", registered are: "client1"')
  })
})

describe('requests that cannot be sent', () => {
  it.each([
    ['a relative URL', { method: 'GET', url: '/token', headers: [] }, '"url" is not an absolute URL'],
    ['another scheme', { method: 'GET', url: 'ftp://x.example/', headers: [] }, '"url" must be http or https'],
    [
      'a line break in a header',
      { method: 'GET', url: 'https://127.0.0.1:1/', headers: [['x', 'a\r\nb']] as const },
      'invalid x header',
    ],
  ])('%s becomes an exchange with an error', async (_, request, message) => {
    const exchange = await open().send(request, label)
    expect(exchange.response).toBeNull()
    expect(exchange.error).toMatchObject({
      phase: expect.stringMatching(/request|connect/),
      message: expect.stringContaining(message),
    })
  })
})
