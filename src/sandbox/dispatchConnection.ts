import type { Server as HttpServer } from 'node:http'
import type { Server as HttpsServer } from 'node:https'
import type { Socket } from 'node:net'
import { type HelloFacts, readHello } from './readHello.ts'

/** First byte of a TLS record that carries a handshake; nothing else starts so. */
const handshakeRecord = 22
const tls11 = 0x0302
const tls13 = 0x0304

/** Who speaks to which peer; where one is missing, the main server does. */
export interface Speakers {
  readonly main: HttpsServer
  /** For peers with nothing newer than TLS 1.1. */
  readonly old: HttpsServer | null
  /** For peers without TLS 1.3. */
  readonly tls12: HttpsServer | null
  /** For peers that do not speak TLS. */
  readonly plain: HttpServer | null
  /** Bytes to answer a hello with before hanging up; null: one of the servers answers. */
  readonly weak: ((hello: HelloFacts) => Buffer | null) | null
}

function speakerFor(bytes: Buffer, hello: HelloFacts | null, servers: Speakers): HttpServer | HttpsServer | null {
  if (hello === null) return bytes[0] === handshakeRecord ? null : servers.plain
  if (hello.versions.every((version) => version <= tls11)) return servers.old
  return hello.versions.includes(tls13) ? null : servers.tls12
}

/** Looks at the first bytes of a connection and hands it to whoever speaks with such a peer. */
export function dispatchConnection(servers: Speakers): (socket: Socket) => void {
  return (socket) => {
    socket.once('data', (bytes) => {
      const hello = readHello(bytes)
      const weak = hello === null ? null : (servers.weak?.(hello) ?? null)
      if (weak !== null) {
        socket.end(weak)
        return
      }
      socket.pause()
      socket.unshift(bytes)
      const speaker = speakerFor(bytes, hello, servers) ?? servers.main
      speaker.emit('connection', socket)
      process.nextTick(() => socket.resume())
    })
    socket.on('error', () => socket.destroy())
  }
}
