import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createWire } from '../../src/wire/createWire.ts'
import type { Exchange, Wire, WireError } from '../../src/wire/types.ts'
import { closedPort, type FaultName, faults, startFault } from '../support/fault-server.ts'
import { createCa, type ThrowawayCa } from '../support/pki.ts'

const label = { caseId: 'fault', step: 'discovery' }
/** Of the requests to servers that never come to an end; the others get more, so that a busy machine is no fault. */
const timeoutMs = 700
const endless: readonly FaultName[] = ['trickles', 'never answers', 'never shakes hands']

let ca: ThrowawayCa
let wire: Wire

beforeAll(async () => {
  ca = await createCa()
  wire = createWire({ ca: [ca.ca], identities: {}, now: Date.now, timeoutMs: 10_000 })
})
afterAll(() => wire.close())

const get = (url: string, limit = 10_000): Promise<Exchange> =>
  wire.send({ method: 'GET', url, headers: [], timeoutMs: limit }, label)

type Expected =
  | Readonly<Partial<WireError>>
  | { readonly status: number; readonly body?: RegExp; readonly invalidUtf8?: boolean }

/** What each fault must look like afterwards. */
const rows: Readonly<Record<FaultName, Expected>> = {
  html: { status: 200, body: /^<!doctype html>/ },
  'redirects forever': { status: 302 },
  trickles: { code: 'TIMEOUT', phase: 'response' },
  '1 GB': { code: 'BODY_TOO_LARGE', phase: 'response' },
  'gzip bomb': { code: 'BODY_TOO_LARGE', phase: 'response' },
  'broken gzip': { code: 'BAD_ENCODING', phase: 'response' },
  'half-close': { code: 'CONNECTION_RESET', phase: 'response' },
  'half-close without length': { code: 'CONNECTION_RESET', phase: 'response' },
  'invalid UTF-8': { status: 200, body: /^\{\ufffd\ufffd\}$/, invalidUtf8: true },
  '1 MB header': { code: 'HEADERS_TOO_LARGE', phase: 'response' },
  'not HTTP': { code: 'BAD_RESPONSE', phase: 'response' },
  'never answers': { code: 'TIMEOUT', phase: 'request' },
  'never shakes hands': { code: 'CONNECT_TIMEOUT' },
  'closes at once': { code: 'CONNECTION_RESET', phase: 'tls' },
  'clear text': { code: 'BAD_RESPONSE', phase: 'tls' },
  'self-signed certificate': { code: 'TLS_UNTRUSTED', phase: 'tls' },
  'wrong name': { code: 'TLS_WRONG_NAME', phase: 'tls' },
  'expired certificate': { code: 'TLS_EXPIRED', phase: 'tls' },
  'certificate of the future': { code: 'TLS_EXPIRED', phase: 'tls' },
}

describe('a server that misbehaves', () => {
  it.each(Object.keys(faults) as FaultName[])('%s', async (name) => {
    const server = await startFault(name, ca)
    const memory = process.memoryUsage().rss
    const started = performance.now()
    const { response, error, tls } = await get(server.url, endless.includes(name) ? timeoutMs : 10_000)
    expect(performance.now() - started).toBeLessThan(timeoutMs + 3000)
    expect(process.memoryUsage().rss - memory).toBeLessThan(120 * 1024 * 1024)
    expect(response === null).not.toBe(error === null)
    const { body, ...expected } = { body: undefined, ...rows[name] }
    expect(response ?? error).toMatchObject(expected)
    if (body) expect(response?.body).toMatch(body)
    // A certificate that is refused is the fact of interest, so it is kept.
    if (error?.code.match(/UNTRUSTED|NAME|EXPIRED/)) expect(tls?.peerCertificate?.subject).toBe('CN=throwaway')
    await server.close()
  })

  it('refuses connections', async () => {
    const port = await closedPort()
    expect((await get(`https://127.0.0.1:${port}/`)).error).toEqual({
      code: 'CONNECTION_REFUSED',
      phase: 'connect',
      message: `127.0.0.1:${port}: the host refuses the TCP connection (connect ECONNREFUSED 127.0.0.1:${port})`,
    })
    expect((await get(`https://localhost:${port}/`)).error).toMatchObject({ code: 'CONNECTION_REFUSED' })
  })

  it('has no name', async () => {
    expect((await get('https://nowhere.invalid/')).error).toMatchObject({ code: 'DNS', phase: 'dns' })
  })

  it('never lets a stack trace into a message', async () => {
    await get('https://nowhere.invalid/')
    const messages = wire.exchanges.map(({ error }) => error?.message ?? '')
    expect(messages.filter((message) => /\n|\bat .*:\d+:\d+|\.c:\d+/.test(message))).toEqual([])
    expect(messages.some((message) => message !== '')).toBe(true)
  })

  it('keeps to the time limit of the wire, also before there is a connection', async () => {
    const hasty = createWire({ ca: [ca.ca], identities: {}, now: Date.now, timeoutMs: 150 })
    for (const fault of ['never answers', 'never shakes hands'] as const) {
      const server = await startFault(fault, ca)
      const { error } = await hasty.send({ method: 'GET', url: server.url, headers: [] }, label)
      expect(error?.message).toContain('within 150 ms')
      await server.close()
    }
    await hasty.close()
  })

  it('keeps to a time limit of the request itself', async () => {
    const server = await startFault('never answers', ca)
    const started = performance.now()
    const exchange = await get(server.url, 100)
    expect(exchange.error).toMatchObject({
      code: 'TIMEOUT',
      message: 'no complete response within 100 ms: nothing came back',
    })
    expect(performance.now() - started).toBeLessThan(timeoutMs)
    await server.close()
  })

  it('keeps to a body limit of the wire', async () => {
    const small = createWire({ ca: [ca.ca], identities: {}, now: Date.now, maxBodyBytes: 10 })
    const server = await startFault('html', ca)
    const exchange = await small.send({ method: 'GET', url: server.url, headers: [] }, label)
    expect(exchange.error).toMatchObject({
      code: 'BODY_TOO_LARGE',
      message: expect.stringContaining('more than 10 bytes'),
    })
    await Promise.all([small.close(), server.close()])
  })
})

describe('certificate authorities', () => {
  it('are only those of the system when none is given', async () => {
    const server = await startFault('html', ca)
    const strict = createWire({ ca: [], identities: {}, now: Date.now })
    expect((await strict.send({ method: 'GET', url: server.url, headers: [] }, label)).error).toMatchObject({
      code: 'TLS_UNTRUSTED',
    })
    await Promise.all([strict.close(), server.close()])
  })

  it('must be PEM', () => {
    expect(() => createWire({ ca: [ca.ca, 'not a certificate'], identities: {}, now: Date.now })).toThrow(
      '"ca" entry 2 is not a PEM certificate',
    )
  })
})
