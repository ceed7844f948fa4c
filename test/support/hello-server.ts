import { createServer } from 'node:net'
import { type FaultServer, listen } from './fault-server.ts'

/** What an old or careless server would answer to a ClientHello: no OpenSSL of today can be brought to do it. */
export interface HelloScript {
  /** Version on the wire, e.g. 0x0300 for SSL 3.0; `'SSLv2'` for its own record format. */
  readonly version: number | 'SSLv2'
  readonly suite: number
  readonly compression?: number
  readonly extensions?: readonly number[]
  /** Named group of an ECDHE key exchange, or the prime of a DHE one in bytes. */
  readonly group?: number
  readonly primeBytes?: number
}

const u16 = (value: number): Buffer => Buffer.from([value >> 8, value & 0xff])
const message = (type: number, body: Buffer): Buffer => Buffer.concat([Buffer.from([type, 0]), u16(body.length), body])

function keyExchange({ group, primeBytes }: HelloScript): Buffer[] {
  if (group !== undefined) return [message(12, Buffer.concat([Buffer.from([3]), u16(group), Buffer.alloc(80)]))]
  if (primeBytes === undefined) return []
  const prime = Buffer.alloc(primeBytes, 0xff)
  return [
    message(
      12,
      Buffer.concat([u16(primeBytes), prime, u16(1), Buffer.from([2]), u16(primeBytes), prime, Buffer.alloc(70)]),
    ),
  ]
}

/** The bytes of ServerHello, an empty Certificate, ServerKeyExchange where there is one, and ServerHelloDone. */
export function serverHelloBytes(script: HelloScript): Buffer {
  if (script.version === 'SSLv2') return Buffer.from([0x80, 0x0b, 4, 0, 1, 0, 2, 0, 0, 0, 0, 0, 0])
  const extensions = Buffer.concat(
    (script.extensions ?? []).map((type) =>
      Buffer.concat([u16(type), u16(type === 0xff01 ? 1 : 0), Buffer.alloc(type === 0xff01 ? 1 : 0)]),
    ),
  )
  const hello = Buffer.concat([
    u16(script.version),
    Buffer.alloc(32, 7),
    Buffer.from([0]),
    u16(script.suite),
    Buffer.from([script.compression ?? 0]),
    ...(extensions.length === 0 ? [] : [u16(extensions.length), extensions]),
  ])
  const flight = Buffer.concat([
    message(2, hello),
    message(11, Buffer.from([0, 0, 0])),
    ...keyExchange(script),
    message(14, Buffer.alloc(0)),
  ])
  return Buffer.concat([Buffer.from([22]), u16(script.version), u16(flight.length), flight])
}

/** Answers every hello as the script says, in pieces of `pieceBytes`; a script of null is answered by a close. */
export async function startHelloServer(
  scriptFor: (hello: Buffer) => HelloScript | null,
  pieceBytes = 5,
): Promise<FaultServer> {
  return listen(
    createServer((socket) => {
      socket.setNoDelay(true)
      socket.once('data', async (hello: Buffer) => {
        const script = scriptFor(hello)
        if (!script) return socket.end()
        const bytes = serverHelloBytes(script)
        for (let at = 0; at < bytes.length && !socket.destroyed; at += pieceBytes) {
          socket.write(bytes.subarray(at, at + pieceBytes))
          await new Promise((resolve) => setImmediate(resolve))
        }
      })
    }),
  )
}

/** Code points of the suites in a ClientHello. */
export function offeredSuites(hello: Buffer): number[] {
  const start = 44 + (hello[43] ?? 0)
  const count = hello.readUInt16BE(start) / 2
  return Array.from({ length: count }, (_, i) => hello.readUInt16BE(start + 2 + 2 * i))
}

/** Version and extensions as far as tests tell hellos apart: record hello version, and whether `supported_versions` is there. */
export const helloVersion = (hello: Buffer): number => ((hello[0] ?? 0) & 0x80 ? 2 : hello.readUInt16BE(9))
