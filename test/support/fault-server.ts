import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer as createHttps } from 'node:https'
import { type AddressInfo, createServer as createTcp, type Server, type Socket } from 'node:net'
import { createServer as createTls } from 'node:tls'
import { gzipSync } from 'node:zlib'
import type { KeyAndCert, ThrowawayCa } from './pki.ts'

/** A server that does one thing wrong. */
export interface FaultServer {
  /** `https://127.0.0.1:<port>/`. */
  readonly url: string
  readonly port: number
  /** TCP connections accepted so far. */
  readonly connections: () => number
  close(): Promise<void>
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void
type Start = (ca: ThrowawayCa) => Promise<Server>

/** Listens on a free local port and cuts whatever is still open at the end. */
export async function listen(server: Server): Promise<FaultServer> {
  const open = new Set<Socket>()
  let count = 0
  server.on('connection', (socket: Socket) => {
    count += 1
    open.add(socket)
    socket.on('error', () => undefined).once('close', () => open.delete(socket))
  })
  // Handshakes that fail are what many of these servers are for.
  server.on('tlsClientError', () => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `https://127.0.0.1:${port}/`,
    port,
    connections: () => count,
    async close() {
      for (const socket of open) socket.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

const https =
  (handler: Handler, pair: (ca: ThrowawayCa) => Promise<KeyAndCert> = (ca) => ca.issue()): Start =>
  async (ca) =>
    createHttps(await pair(ca), handler)

/** Speaks TLS and then whatever `onSocket` writes. */
const bareTls =
  (onSocket: (socket: Socket) => void): Start =>
  async (ca) =>
    createTls(await ca.issue(), (socket) => {
      socket.on('error', () => undefined)
      onSocket(socket)
    })

const ok: Handler = (_, response) => response.end('{}')

function trickle(_: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' })
  const timer = setInterval(() => response.write(' '), 20)
  response.once('close', () => clearInterval(timer))
}

/** Announces and sends 1 GB, as fast as the reader takes it. */
function gigabyte(_: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { 'content-length': String(2 ** 30) })
  const chunk = Buffer.alloc(65_536, 0x20)
  const more = (): void => {
    while (!response.destroyed && response.write(chunk));
  }
  response.on('drain', more)
  more()
}

/** Closes cleanly in the middle of the body it announced. */
function halfClose(_: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' })
  response.write('{"issuer":', () => response.socket?.end())
}

const days = (count: number): Date => new Date(Date.now() + count * 86_400_000)

/** Name of a fault to how it is made. */
export const faults = {
  html: https((_, response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Welcome</title>'),
  ),
  'redirects forever': https((_, response) => response.writeHead(302, { location: '/' }).end()),
  trickles: https(trickle),
  '1 GB': https(gigabyte),
  'gzip bomb': async (ca) => {
    const bomb = gzipSync(Buffer.alloc(16 * 1024 * 1024))
    return https((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb))(ca)
  },
  'broken gzip': https((_, response) => {
    const body = gzipSync('{"issuer":"x"}')
    body.fill(0xff, 12, 18)
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(body)
  }),
  'half-close': https(halfClose),
  'half-close without length': bareTls((socket) =>
    socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n5\r\n{"iss\r\n'),
  ),
  'invalid UTF-8': https((_, response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(Buffer.from([0x7b, 0xff, 0xfe, 0x7d])),
  ),
  '1 MB header': bareTls((socket) => socket.write(`HTTP/1.1 200 OK\r\nx-large: ${'a'.repeat(1024 * 1024)}\r\n\r\n`)),
  'not HTTP': bareTls((socket) => socket.write('220 mail.example ESMTP ready\r\n')),
  'never answers': bareTls(() => undefined),
  'never shakes hands': async () => createTcp(() => undefined),
  'closes at once': async () => createTcp((socket) => socket.end()),
  'clear text': async () => createTcp((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
  'self-signed certificate': https(ok, (ca) => ca.issue({ selfSigned: true })),
  'wrong name': https(ok, (ca) => ca.issue({ names: ['other.example'] })),
  'expired certificate': https(ok, (ca) => ca.issue({ notBefore: days(-20), notAfter: days(-10) })),
  'certificate of the future': https(ok, (ca) => ca.issue({ notBefore: days(1) })),
} satisfies Readonly<Record<string, Start>>

export type FaultName = keyof typeof faults

/** Starts the server with that fault. */
export const startFault = async (name: FaultName, ca: ThrowawayCa): Promise<FaultServer> =>
  listen(await faults[name](ca))

/** A port on which nobody listens. */
export async function closedPort(): Promise<number> {
  const server = await listen(createTcp())
  await server.close()
  return server.port
}
