import { performance } from 'node:perf_hooks'
import type { Dispatcher } from 'undici'
import { classifyError } from './classifyError.ts'
import type { Link, WireTap } from './connector.ts'
import type { TlsFacts, WireError } from './types.ts'
import { WireFault } from './wireFault.ts'

/** One try at sending a request: what was written, what came. */
export interface Attempt {
  /** Head exactly as written, null if it was never written. */
  head: string | null
  /** The connection had carried a request before. */
  reused: boolean
  tls: TlsFacts | null
  status: number
  rawHeaders: readonly (Buffer | string)[]
  chunks: Buffer[]
  bytes: number
  /** `performance.now()` at the first byte of the response, null if none came. */
  firstByteAt: number | null
  error: WireError | null
}

export interface AttemptOptions {
  readonly dispatcher: Dispatcher
  readonly request: Dispatcher.DispatchOptions
  readonly tap: WireTap
  readonly maxBodyBytes: number
  /** Running requests, so that one signal can end them all. */
  readonly running: Set<(fault: WireFault) => void>
  /** What is left of the request's time, ms. */
  readonly timeoutMs: number
}

const silence = (): void => undefined

/** Sends once and reads the answer up to the limits. Never rejects: faults are in the result. */
export function attempt(options: AttemptOptions): Promise<Attempt> {
  const { dispatcher, request, tap, maxBodyBytes, running } = options
  const result: Attempt = {
    head: null,
    reused: false,
    tls: null,
    status: 0,
    rawHeaders: [],
    chunks: [],
    bytes: 0,
    firstByteAt: null,
    error: null,
  }
  return new Promise((resolve) => {
    let controller: Dispatcher.DispatchController | null = null
    let link: Link | null = null
    let done = false
    const phase = (): WireError['phase'] =>
      result.firstByteAt !== null ? 'response' : result.head !== null ? 'request' : 'connect'
    const finish = (error: unknown): void => {
      if (done) return
      done = true
      clearTimeout(timer)
      running.delete(stop)
      if (error !== null)
        result.error = classifyError(error instanceof WireFault ? error : (link?.fault ?? error), phase())
      if (error instanceof WireFault && error.tls) result.tls = error.tls
      resolve(result)
    }
    const stop = (fault: WireFault): void => {
      finish(fault)
      controller?.abort(fault)
    }
    const timer = setTimeout(() => stop(tooLate(result, phase(), options.timeoutMs)), options.timeoutMs)
    running.add(stop)
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart(current) {
        controller = current
        if (done) return current.abort(new WireFault('ABORTED', 'request', 'the request was over before it was sent'))
        tap.next = (taken, head) => {
          link = taken
          result.head = head
          result.tls = taken.tls
          result.reused = taken.uses > 0
          taken.uses += 1
        }
      },
      onResponseStarted() {
        result.firstByteAt ??= performance.now()
      },
      onResponseStart(current, status) {
        // 1xx answers precede the real one (RFC 9110 section 15.2).
        if (status < 200 || done) return
        result.status = status
        result.rawHeaders = Array.isArray(current.rawHeaders) ? current.rawHeaders : []
      },
      onResponseData(_, chunk) {
        if (done) return
        result.bytes += chunk.length
        if (result.bytes > maxBodyBytes) return stop(tooLarge(result.status, maxBodyBytes))
        result.chunks.push(chunk)
      },
      onResponseEnd: () => finish(null),
      onResponseError: (_, error) => finish(error),
      onRequestUpgrade: (_, __, ___, socket) => {
        socket.on('error', silence).destroy()
        finish(new WireFault('BAD_RESPONSE', 'response', 'the server switched protocols unasked'))
      },
    }
    try {
      dispatcher.dispatch(request, handler)
    } catch (error) {
      finish(error)
    }
  })
}

function tooLate({ bytes, status }: Attempt, phase: WireError['phase'], ms: number): WireFault {
  if (phase === 'connect') return new WireFault('CONNECT_TIMEOUT', 'connect', `no connection within ${ms} ms`)
  const seen =
    phase === 'request'
      ? 'nothing came back'
      : status === 0
        ? 'the response header was not complete'
        : `status ${status} and ${bytes} bytes of body had come`
  return new WireFault('TIMEOUT', phase, `no complete response within ${ms} ms: ${seen}`)
}

const tooLarge = (status: number, limit: number): WireFault =>
  new WireFault(
    'BODY_TOO_LARGE',
    'response',
    `the response (status ${status}) has a body of more than ${limit} bytes, the rest was not read`,
  )
