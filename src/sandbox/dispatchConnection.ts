import type { Server as HttpServer } from 'node:http'
import type { Server as HttpsServer } from 'node:https'
import type { Socket } from 'node:net'

const handshakeRecord = 0x16
/** `legacy_version` of a ClientHello that offers nothing newer than TLS 1.1. */
const tls11 = 0x0302

/**
 * Defects only: looks at the first bytes of a connection and hands it to the server that speaks what the peer speaks.
 * A missing server means that the peer gets the normal one, which will refuse.
 */
export function dispatchConnection(servers: {
  readonly main: HttpsServer
  readonly old: HttpsServer | null
  readonly plain: HttpServer | null
}): (socket: Socket) => void {
  return (socket) => {
    socket.once('data', (bytes) => {
      socket.pause()
      const isTls = bytes[0] === handshakeRecord
      const isOld = isTls && bytes.length > 10 && bytes.readUInt16BE(9) <= tls11
      const target = (isOld ? servers.old : isTls ? null : servers.plain) ?? servers.main
      socket.unshift(bytes)
      target.emit('connection', socket)
      process.nextTick(() => socket.resume())
    })
    socket.on('error', () => socket.destroy())
  }
}
