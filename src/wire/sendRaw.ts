import { classifyError } from './classifyError.ts'
import type { Credential } from './identities.ts'
import { openSocket } from './openSocket.ts'
import type { Wire, WireError } from './types.ts'
import { WireFault } from './wireFault.ts'

export interface RawOptions {
  readonly credential: Credential
  readonly timeoutMs: number
  readonly maxBytes: number
  readonly signal: AbortSignal | undefined
}

type RawRequest = Parameters<Wire['raw']>[0]
type RawResult = Awaited<ReturnType<Wire['raw']>>

/**
 * Writes the characters of `bytes` as Latin-1, one byte each, and reads (Latin-1 again) until the server closes, the
 * limit of bytes is reached or the time is over. What came until a fault is kept beside the fault. Never rejects.
 */
export function sendRaw(request: RawRequest, options: RawOptions): Promise<RawResult> {
  const timeoutMs = request.timeoutMs ?? options.timeoutMs
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let size = 0
    let connected = false
    let phase: WireError['phase'] = 'connect'
    let done = false
    const socket = openSocket(request, request.tls ? options.credential : null)
    const finish = (error: unknown): void => {
      if (done) return
      done = true
      clearTimeout(timer)
      options.signal?.removeEventListener('abort', abort)
      socket.destroy()
      resolve({
        connected,
        received: Buffer.concat(chunks).toString('latin1'),
        error: error === null ? null : classifyError(error, phase),
      })
    }
    const abort = (): void => finish(new WireFault('ABORTED', phase, 'the run was interrupted'))
    const timer = setTimeout(
      () =>
        finish(
          new WireFault(
            connected ? 'TIMEOUT' : 'CONNECT_TIMEOUT',
            phase,
            `the server did not close the connection within ${timeoutMs} ms`,
          ),
        ),
      timeoutMs,
    )
    if (options.signal?.aborted) return abort()
    options.signal?.addEventListener('abort', abort, { once: true })
    socket.once('connect', () => {
      connected = true
      phase = request.tls ? 'tls' : 'request'
    })
    socket.once(request.tls ? 'secureConnect' : 'connect', () => {
      phase = 'request'
      socket.write(Buffer.from(request.bytes, 'latin1'))
    })
    socket.on('data', (chunk: Buffer) => {
      phase = 'response'
      chunks.push(chunk)
      size += chunk.length
      if (size > options.maxBytes)
        finish(new WireFault('BODY_TOO_LARGE', 'response', `more than ${options.maxBytes} bytes came`))
    })
    socket.on('error', finish)
    socket.once('end', () => finish(null))
    socket.once('close', () => finish(null))
  })
}
