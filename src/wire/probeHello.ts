import { connect } from 'node:net'
import { classifyError } from './classifyError.ts'
import { clientHello } from './clientHello.ts'
import { type HelloReading, readHelloAnswer } from './serverHello.ts'
import type { HelloOffer, TlsProbeRequest, TlsProbeResult } from './types.ts'

const nothing = { protocol: null, cipher: null, certificate: null, ephemeralKey: null }

/** Enough for any hello with its certificates; a server that sends more does not speak TLS. */
const maxBytes = 256 * 1024

function resultOf(reading: HelloReading, closed: string): TlsProbeResult {
  if (reading.kind === 'alert')
    return { ...nothing, outcome: 'refused', detail: `the server sent the alert ${reading.description}` }
  if (reading.kind === 'not-tls')
    return { ...nothing, outcome: 'refused', detail: `the server does not answer with TLS: "${reading.start}"` }
  if (reading.kind === 'more') return { ...nothing, outcome: 'refused', detail: closed }
  const { answer } = reading
  const key = answer.keyExchange
  return {
    ...nothing,
    outcome: 'accepted',
    protocol: answer.version,
    cipher: answer.suiteName,
    detail: `the server chose ${answer.version} with ${answer.suiteName}${key ? ` and ${key.name}` : ''}`,
    ephemeralKey: key ? { type: key.kind, name: key.name, size: key.bits } : null,
    hello: answer,
  }
}

/**
 * Sends one hand-made ClientHello and reads the server's answer to it; nothing is ever encrypted, and nothing but the
 * hello sent. `unreachable` also stands for a server that says nothing at all until `timeoutMs`: that may be the
 * network. Never rejects.
 */
export function probeHello(
  request: TlsProbeRequest,
  offer: HelloOffer,
  options: { readonly timeoutMs: number; readonly signal: AbortSignal | undefined },
): Promise<TlsProbeResult> {
  const { host, port } = request
  return new Promise((resolve) => {
    let bytes = Buffer.alloc(0)
    let connected = false
    let done = false
    const socket = connect({ host, port })
    const finish = (result: TlsProbeResult): void => {
      if (done) return
      done = true
      clearTimeout(timer)
      options.signal?.removeEventListener('abort', abort)
      socket.destroy()
      resolve(result)
    }
    const unreachable = (detail: string): void => finish({ ...nothing, outcome: 'unreachable', detail })
    const abort = (): void => unreachable('the run was interrupted')
    const timer = setTimeout(
      () =>
        unreachable(
          connected
            ? `the server did not answer the hello within ${options.timeoutMs} ms`
            : `no connection within ${options.timeoutMs} ms`,
        ),
      options.timeoutMs,
    )
    if (options.signal?.aborted) return abort()
    options.signal?.addEventListener('abort', abort, { once: true })
    const closed = (detail: string): void =>
      connected ? finish(resultOf(readHelloAnswer(bytes, true), detail)) : unreachable(detail)
    socket.once('connect', () => {
      connected = true
      socket.write(clientHello(host, offer))
    })
    socket.on('data', (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk])
      const reading = readHelloAnswer(bytes, bytes.length > maxBytes)
      if (reading.kind !== 'more') finish(resultOf(reading, ''))
      else if (bytes.length > maxBytes) finish(resultOf({ kind: 'not-tls', start: `${bytes.length} bytes` }, ''))
    })
    socket.on('error', (error) => closed(classifyError(error, connected ? 'tls' : 'connect').message))
    socket.once('close', () => closed('the server closed the connection without an alert'))
  })
}
