import type { X509Certificate } from 'node:crypto'
import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { buildConnector } from 'undici'
import { classifyError } from './classifyError.ts'
import type { Credential } from './identities.ts'
import { openSocket } from './openSocket.ts'
import { tlsFacts } from './tlsFacts.ts'
import type { CertificateFacts, TlsFacts, WireError } from './types.ts'
import { WireFault } from './wireFault.ts'

/** One connection as long as it lives. */
export interface Link {
  readonly tls: TlsFacts | null
  /** Requests written so far. */
  uses: number
  /**
   * The first error of the socket. With TLS 1.3 a server refuses the client certificate only after the handshake; node
   * gives the alert and then the end of the stream, and undici keeps but the latter.
   */
  fault: Error | null
}

/**
 * Where the bytes of a request head pass by on their way into a socket. undici writes the head in the same turn in
 * which it calls `onRequestStart`, so whoever set `next` there is the one whose head is written.
 */
export interface WireTap {
  next: ((link: Link, head: string) => void) | null
}

function tapped(socket: Socket, tls: TlsFacts | null, tap: WireTap): Socket {
  const link: Link = { tls, uses: 0, fault: null }
  socket.on('error', (error) => {
    link.fault ??= error
  })
  const write: Socket['write'] = socket.write.bind(socket)
  socket.write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    const take = tap.next
    tap.next = null
    take?.(link, typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('latin1'))
    return Reflect.apply(write, socket, [chunk, ...rest])
  }
  return socket
}

/** What a `send` connection needs to know. */
export interface ConnectorOptions {
  readonly credential: Credential
  readonly tap: WireTap
  /** Limit for TCP and TLS together, ms. */
  readonly timeoutMs: number
  readonly factsOf: (certificate: X509Certificate) => CertificateFacts
}

/** Opens a socket for undici: certificate and host name always checked, HTTP/1.1 only, faults told apart by phase. */
export function connector(options: ConnectorOptions): buildConnector.connector {
  return ({ hostname, protocol, port }, callback) => {
    const secure = protocol === 'https:'
    const address = { host: hostname, port: Number(port) || (secure ? 443 : 80) }
    let phase: WireError['phase'] = 'connect'
    let facts: TlsFacts | null = null
    let done = false
    const socket = openSocket(address, secure ? options.credential : null)
    socket.setNoDelay(true)
    const timer = setTimeout(() => socket.destroy(late(address, phase, options.timeoutMs)), options.timeoutMs)
    const finish = (error: unknown): void => {
      clearTimeout(timer)
      if (done) return
      done = true
      if (error === null) {
        callback(null, tapped(socket, facts, options.tap))
        return
      }
      const { code, phase: where, message } = classifyError(error, phase)
      callback(new WireFault(code, where, `${hostname}:${address.port}: ${message}`, facts), null)
    }
    socket.once('connect', () => {
      phase = secure ? 'tls' : 'request'
      if (!secure) finish(null)
    })
    if (isTls(socket)) {
      // Fires when the handshake is through and before node checks the certificate: the only moment at which the
      // certificate that is about to be refused can be seen.
      socket.prependOnceListener('secure', () => {
        facts = tlsFacts(socket, options.credential.fingerprint256, options.factsOf)
      })
      socket.once('secureConnect', () => finish(null))
    }
    socket.on('error', finish)
    socket.once('close', () => finish(new WireFault('CONNECTION_RESET', phase, 'the server closed the connection')))
  }
}

const isTls = (socket: Socket): socket is TLSSocket => 'encrypted' in socket

const late = ({ host, port }: { host: string; port: number }, phase: WireError['phase'], ms: number): WireFault =>
  new WireFault(
    'CONNECT_TIMEOUT',
    phase,
    phase === 'tls'
      ? `${host}:${port} did not finish the TLS handshake within ${ms} ms`
      : `${host}:${port} did not answer within ${ms} ms`,
  )
