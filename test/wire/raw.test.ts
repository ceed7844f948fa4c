import { createServer as createHttp } from 'node:http'
import { createServer } from 'node:https'
import { createServer as createTcp } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createWire } from '../../src/wire/createWire.ts'
import type { Wire } from '../../src/wire/types.ts'
import { closedPort, listen, startFault } from '../support/fault-server.ts'
import { createCa, type ThrowawayCa } from '../support/pki.ts'

const label = { caseId: 'raw', step: 'raw' }
const host = '127.0.0.1'
const request = 'GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n'

let ca: ThrowawayCa
let wire: Wire

beforeAll(async () => {
  ca = await createCa()
  wire = createWire({ ca: [ca.ca], identities: {}, now: Date.now, timeoutMs: 10_000, maxBodyBytes: 100_000 })
})
afterAll(() => wire.close())

describe('raw bytes', () => {
  it('in clear text', async () => {
    const server = await listen(createHttp((_, response) => response.end('hello')))
    const { connected, received, error } = await wire.raw(
      { host, port: server.port, tls: false, bytes: request },
      label,
    )
    expect({ connected, error }).toEqual({ connected: true, error: null })
    expect(received).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*hello$/)
    await server.close()
  })

  it('over TLS', async () => {
    const server = await listen(createServer(await ca.issue(), (_, response) => response.end('hello')))
    const { received } = await wire.raw({ host, port: server.port, tls: true, bytes: request }, label)
    expect(received).toContain('hello')
    await server.close()
  })

  it('keep every byte both ways', async () => {
    const server = await listen(createTcp((socket) => socket.once('data', (chunk) => socket.end(chunk))))
    const bytes = String.fromCharCode(...Array.from({ length: 256 }, (_, i) => i))
    expect((await wire.raw({ host, port: server.port, tls: false, bytes }, label)).received).toBe(bytes)
    await server.close()
  })

  it('are not sent to a server whose certificate is not trusted', async () => {
    const server = await startFault('self-signed certificate', ca)
    expect(await wire.raw({ host, port: server.port, tls: true, bytes: request }, label)).toMatchObject({
      connected: true,
      received: '',
      error: { code: 'TLS_UNTRUSTED' },
    })
    await server.close()
  })

  it('say when nobody listens', async () => {
    const result = await wire.raw({ host, port: await closedPort(), tls: false, bytes: request }, label)
    expect(result).toMatchObject({ connected: false, received: '', error: { code: 'CONNECTION_REFUSED' } })
  })

  it('end in time and at the limit of bytes, with what came until then', async () => {
    const silent = await listen(createTcp((socket) => socket.write('partial')))
    expect(
      await wire.raw({ host, port: silent.port, tls: false, bytes: request, timeoutMs: 100 }, label),
    ).toMatchObject({
      received: 'partial',
      error: { code: 'TIMEOUT' },
    })
    await silent.close()
    const endless = await startFault('1 GB', ca)
    const result = await wire.raw({ host, port: endless.port, tls: true, bytes: request }, label)
    expect(result.error?.code).toBe('BODY_TOO_LARGE')
    expect(result.received.length).toBeLessThan(300_000)
    await endless.close()
  })
})
