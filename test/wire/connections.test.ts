import { createServer } from 'node:https'
import type { Server, Socket } from 'node:net'
import { createServer as createTls } from 'node:tls'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createWire } from '../../src/wire/createWire.ts'
import type { Exchange, Wire, WireOptions } from '../../src/wire/types.ts'
import { type FaultServer, listen, startFault } from '../support/fault-server.ts'
import { createCa, type ThrowawayCa } from '../support/pki.ts'

const label = { caseId: 'connections', step: 'token' }
let ca: ThrowawayCa
let wire: Wire
let server: FaultServer

beforeAll(async () => {
  ca = await createCa()
})
afterEach(() => Promise.all([wire.close(), server.close()]))

const open = (options: Partial<WireOptions> = {}): Wire =>
  createWire({ ca: [ca.ca], identities: {}, now: Date.now, timeoutMs: 10_000, ...options })
const post = (identity?: string): Promise<Exchange> =>
  wire.send({ method: 'POST', url: server.url, headers: [], body: 'x', ...(identity ? { identity } : {}) }, label)

const answer = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}'

/** Answers per connection and request, numbered from 1. */
async function scripted(play: (socket: Socket, connection: number, request: number) => void): Promise<Server> {
  let connections = 0
  return createTls(await ca.issue(), (socket) => {
    connections += 1
    const number = connections
    let requests = 0
    socket.on('error', () => undefined)
    socket.on('data', (chunk: Buffer) => {
      // Head and body come as one or two pieces.
      if (!chunk.toString().startsWith('POST')) return
      requests += 1
      play(socket, number, requests)
    })
  })
}

/** Long enough for a connection to be taken as ready again. */
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20))

describe('a kept-alive connection that the server closes', () => {
  it('is answered by one more try on a new connection, on record', async () => {
    server = await listen(
      await scripted((socket, _, request) => (request === 1 ? socket.write(answer) : socket.destroy())),
    )
    wire = open()
    expect((await post()).resentAfter).toBeUndefined()
    await settle()
    const second = await post()
    expect(second).toMatchObject({
      response: { status: 200 },
      error: null,
      resentAfter: { code: 'CONNECTION_RESET', phase: 'request' },
    })
    expect(server.connections()).toBe(2)
    expect(wire.exchanges).toHaveLength(2)
  })

  it('is tried again once, not more', async () => {
    server = await listen(
      await scripted((socket, connection, request) =>
        connection + request === 2 ? socket.write(answer) : socket.destroy(),
      ),
    )
    wire = open()
    await post()
    await settle()
    expect(await post()).toMatchObject({
      response: null,
      error: { code: 'CONNECTION_RESET' },
      resentAfter: { code: 'CONNECTION_RESET' },
    })
    expect(server.connections()).toBe(2)
  })

  it('is not tried again once a byte of the answer came', async () => {
    server = await listen(
      await scripted((socket, _, request) => {
        if (request === 1) socket.write(answer)
        else socket.write('HTTP/1.1 200', () => setTimeout(() => socket.destroy(), 20))
      }),
    )
    wire = open()
    await post()
    await settle()
    const second = await post()
    expect(second.error?.code).toBe('CONNECTION_RESET')
    expect(second.resentAfter).toBeUndefined()
    expect(server.connections()).toBe(1)
  })
})

it('does not send again what a new connection lost', async () => {
  server = await listen(await scripted((socket) => socket.destroy()))
  wire = open()
  expect(await post()).toMatchObject({ error: { code: 'CONNECTION_RESET', phase: 'request' } })
  expect(server.connections()).toBe(1)
})

describe('client certificates that the server refuses', () => {
  it.each(['TLSv1.2', 'TLSv1.3'] as const)('no certificate, %s: an alert', async (maxVersion) => {
    const options = { ...(await ca.issue()), requestCert: true, rejectUnauthorized: true, ca: ca.ca, maxVersion }
    server = await listen(createServer(options, (_, response) => response.end('{}')))
    wire = open({ identities: { client1: await ca.issue() } })
    // Several at once: the alert of TLS 1.3 races with the request.
    const refused = await Promise.all(Array.from({ length: 8 }, () => post()))
    for (const { error } of refused)
      expect(error).toMatchObject({ code: 'TLS_ALERT', phase: 'tls', message: expect.stringContaining('alert') })
    expect((await post('client1')).response?.status).toBe(200)
  })

  it('a certificate of another authority: no answer', async () => {
    const options = { ...(await ca.issue()), requestCert: true, rejectUnauthorized: true, ca: ca.ca }
    server = await listen(createServer(options, (_, response) => response.end('{}')))
    wire = open({ identities: { foreign: await (await createCa('Other CA')).issue() } })
    const { error, tls } = await post('foreign')
    // node's server closes without an alert.
    expect(error?.code).toBe('CONNECTION_RESET')
    expect(tls?.clientFingerprint256).toMatch(/^[0-9a-f]{64}$/)
  })
})

describe('interruption', () => {
  it('ends what is running and sends nothing more', async () => {
    server = await startFault('never answers', ca)
    const interrupt = new AbortController()
    wire = open({ signal: interrupt.signal, timeoutMs: 20_000 })
    const running = [
      post(),
      post(),
      wire.raw({ host: '127.0.0.1', port: server.port, tls: true, bytes: 'x' }, label),
    ] as const
    setTimeout(() => interrupt.abort(), 100)
    const started = performance.now()
    const [one, two, raw] = await Promise.all(running)
    expect(performance.now() - started).toBeLessThan(2000)
    expect([one, two, raw].map(({ error }) => error?.code)).toEqual(['ABORTED', 'ABORTED', 'ABORTED'])
    const before = server.connections()
    expect((await post()).error).toEqual({ code: 'ABORTED', phase: 'request', message: 'the run was interrupted' })
    expect((await wire.probeTls({ host: '127.0.0.1', port: server.port }, label)).outcome).toBe('unreachable')
    expect(server.connections()).toBe(before)
  })

  it('close ends what is running', async () => {
    server = await startFault('never answers', ca)
    wire = open({ timeoutMs: 20_000 })
    const running = post()
    setTimeout(() => void wire.close(), 100)
    expect((await running).error).toMatchObject({ code: 'ABORTED', message: 'the wire was closed' })
    expect((await post()).error?.code).toBe('ABORTED')
  })
})
