import type { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls'
import { classifyError } from './classifyError.ts'
import type { Credential } from './identities.ts'
import { probeHello } from './probeHello.ts'
import { peerCertificates } from './tlsFacts.ts'
import { trustingContext } from './trustingContext.ts'
import type { CertificateFacts, TlsProbeRequest, TlsProbeResult } from './types.ts'

export interface ProbeTlsOptions {
  readonly ca: readonly string[]
  readonly credential: Credential
  readonly timeoutMs: number
  readonly signal: AbortSignal | undefined
  readonly factsOf: (certificate: X509Certificate) => CertificateFacts
}

const nothing = { protocol: null, cipher: null, certificate: null, ephemeralKey: null }

/** Errors with which OpenSSL says, before a byte is sent or instead of sending one, that it cannot make such a hello. */
const cannotOffer =
  /NO_PROTOCOLS_AVAILABLE|NO_CIPHER_MATCH|NO_CIPHERS_AVAILABLE|INVALID_PROTOCOL|NO_SUITABLE_GROUPS|ERR_CRYPTO_OPERATION_FAILED|TLS_PROTOCOL_VERSION_CONFLICT/

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '')

function accepted(socket: TLSSocket, factsOf: ProbeTlsOptions['factsOf']): TlsProbeResult {
  const key = socket.getEphemeralKeyInfo()
  const [certificate, ...chain] = peerCertificates(socket)
  const protocol = socket.getProtocol()
  const cipher = socket.getCipher().standardName
  return {
    outcome: 'accepted',
    protocol,
    cipher,
    detail: `the handshake finished with ${protocol} and ${cipher}`,
    certificate: certificate ? factsOf(certificate) : null,
    ephemeralKey:
      key && 'type' in key
        ? { type: String(key.type), name: 'name' in key ? String(key.name) : null, size: Number(key.size) }
        : null,
    chain: chain.map(factsOf),
    certificateFault: null,
  }
}

function settings(
  { host, port, minVersion, maxVersion, ciphers, groups }: TlsProbeRequest,
  { ca, credential }: ProbeTlsOptions,
): ConnectionOptions {
  return {
    host,
    port,
    secureContext: trustingContext(ca, {
      // Level 0 lets OpenSSL offer what it would not use itself: the question is what the server takes.
      ciphers: `${ciphers ?? 'DEFAULT'}:@SECLEVEL=0`,
      ...(minVersion ? { minVersion } : {}),
      ...(maxVersion ? { maxVersion } : {}),
      ...(groups === undefined ? {} : { ecdhCurve: groups }),
      ...(credential.pem ? { cert: credential.pem.cert, key: credential.pem.key } : {}),
    }),
    rejectUnauthorized: true,
    minDHSize: 1,
    ...(isIP(host) === 0 ? { servername: host } : {}),
  }
}

/**
 * One handshake (or one hand-made hello, see `hello`), no request. A certificate that fails the check is reported, not
 * taken as a refusal: the server did accept the handshake. Never rejects.
 */
export function probeTls(request: TlsProbeRequest, options: ProbeTlsOptions): Promise<TlsProbeResult> {
  const timeoutMs = request.timeoutMs ?? options.timeoutMs
  if (request.hello) return probeHello(request, request.hello, { timeoutMs, signal: options.signal })
  return new Promise((resolve) => {
    let connected = false
    let handshake: TlsProbeResult | null = null
    let done = false
    const finish = (result: TlsProbeResult): void => {
      if (done) return
      done = true
      clearTimeout(timer)
      options.signal?.removeEventListener('abort', abort)
      socket?.destroy()
      resolve(result)
    }
    const unreachable = (detail: string): void => finish({ ...nothing, outcome: 'unreachable', detail })
    const abort = (): void => unreachable('the run was interrupted')
    const failed = (error: unknown): void => {
      const { code, message } = classifyError(error, connected ? 'tls' : 'connect')
      if (handshake) finish({ ...handshake, certificateFault: { code, message } })
      else if (cannotOffer.test(codeOf(error)))
        finish({ ...nothing, outcome: 'unsupported', detail: `this machine cannot offer it: ${message}` })
      else if (connected) finish({ ...nothing, outcome: 'refused', detail: message })
      else unreachable(message)
    }
    const timer = setTimeout(
      () =>
        unreachable(
          connected
            ? `the server did not finish the handshake within ${timeoutMs} ms`
            : `no connection within ${timeoutMs} ms`,
        ),
      timeoutMs,
    )
    let socket: TLSSocket | null = null
    if (options.signal?.aborted) return abort()
    options.signal?.addEventListener('abort', abort, { once: true })
    try {
      const opened = connect(settings(request, options))
      socket = opened
      opened.once('connect', () => {
        connected = true
      })
      // Before node's own check of the certificate, see connector.
      opened.prependOnceListener('secure', () => {
        handshake = accepted(opened, options.factsOf)
      })
      opened.once('secureConnect', () =>
        finish(handshake ?? { ...nothing, outcome: 'accepted', detail: 'the handshake finished' }),
      )
      opened.on('error', failed)
      opened.once('close', () =>
        failed(Object.assign(new Error('the server closed the connection'), { code: 'ECONNRESET' })),
      )
    } catch (error) {
      failed(error)
    }
  })
}
