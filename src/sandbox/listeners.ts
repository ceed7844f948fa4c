import type { RequestListener } from 'node:http'
import { createServer as createHttpServer } from 'node:http'
import { createServer, type ServerOptions } from 'node:https'
import { createServer as createTcpServer, type Socket, type Server as TcpServer } from 'node:net'
import type { Credentials } from './credentials.ts'
import { dispatchConnection } from './dispatchConnection.ts'
import type { Strict } from './strict.ts'
import { weakCertificate } from './weakCertificates.ts'
import { createWeakHello, refuseHello } from './weakHello.ts'

/** A listening TLS server whose handler can be set once it is known where it listens. */
export interface Listener {
  readonly port: number
  setHandler(handler: RequestListener): void
  close(): Promise<void>
}

/** RFC 9325 section 4.2: what is recommended for TLS 1.2; the sandbox's certificate is ECDSA. */
const recommended = [
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES256-GCM-SHA384',
]
const tls13 = ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256']
const cbc = ['ECDHE-ECDSA-AES128-SHA256', 'ECDHE-ECDSA-AES128-SHA']
/** The recommended suites, at a level at which OpenSSL takes certificates that it would not take by itself. */
const weakCertCiphers = `${recommended.join(':')}:@SECLEVEL=0`

/**
 * Listens with TLS 1.2 and 1.3 on 127.0.0.1.
 * @param port 0 for a free one
 * @param requestCert ask for client certificates; whether one is good is decided per request
 */
export async function listen(
  credentials: Credentials,
  options: { readonly port: number; readonly requestCert: boolean },
  strict: Strict,
): Promise<Listener> {
  const common: ServerOptions = {
    cert: credentials.server.cert,
    key: credentials.server.key,
    requestCert: options.requestCert,
    rejectUnauthorized: false,
    honorCipherOrder: true,
    // Room for requests that tests make large on purpose.
    maxHeaderSize: 64 * 1024,
    keepAliveTimeout: 60_000,
  }
  const main = createServer({
    ...common,
    ciphers: [...recommended, ...(strict('tls-weak-cipher') ? [] : cbc), ...tls13].join(':'),
    minVersion: 'TLSv1.2',
    maxVersion: strict('tls-no-1-3') ? 'TLSv1.3' : 'TLSv1.2',
  })
  const old = strict('tls-old-version')
    ? null
    : createServer({ ...common, ciphers: 'DEFAULT:@SECLEVEL=0', minVersion: 'TLSv1', maxVersion: 'TLSv1.1' })
  const plain = strict('plain-http') ? null : createHttpServer()
  const weakCert = await weakCertificate(credentials.serverAuthority, strict, Date.now())
  const tls12 =
    weakCert === null ? null : createServer({ ...common, ...weakCert, ciphers: weakCertCiphers, maxVersion: 'TLSv1.2' })
  const weak = options.requestCert && !strict('mtls-host-dead') ? refuseHello : createWeakHello(strict)
  const needsDispatch = [old, plain, tls12, weak].some((speaker) => speaker !== null)
  const outer: TcpServer = needsDispatch ? createTcpServer(dispatchConnection({ main, old, plain, tls12, weak })) : main
  // Every connection, also those that have not said a word yet.
  const sockets = new Set<Socket>()
  outer.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve, reject) => {
    outer.once('error', reject)
    outer.listen(options.port, '127.0.0.1', resolve)
  })
  const address = outer.address()
  if (address === null || typeof address === 'string') throw new Error('the listener has no TCP address')
  return {
    port: address.port,
    setHandler: (handler) => {
      for (const server of [main, old, plain, tls12]) server?.on('request', handler)
    },
    close: () =>
      new Promise((resolve) => {
        outer.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
