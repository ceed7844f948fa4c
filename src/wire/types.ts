/** Header lines exactly as on the wire: order kept, names as written, a name may occur twice. */
export type HeaderLines = readonly (readonly [name: string, value: string])[]

/** One request as the caller wants it sent. */
export interface WireRequest {
  readonly method: string
  /** Absolute http(s) URL. */
  readonly url: string
  /** Sent as they are, in this order; the wire adds only `host`, `connection` and `content-length`. */
  readonly headers: HeaderLines
  /** UTF-8 text body. */
  readonly body?: string
  /** Name of a registered TLS client identity; absent: no client certificate is offered. */
  readonly identity?: string
  /** Whole-request limit in ms. */
  readonly timeoutMs?: number
}

/** What the request was made for: copied into the exchange, never sent. */
export interface ExchangeLabel {
  /** Case or control id. */
  readonly caseId: string
  /** Step of the honest flow, or the probe's own word (`tls`, `login`). */
  readonly step: string
  /** Variant key, see `variantKey`. */
  readonly variant?: string
}

export type WireErrorCode =
  | 'DNS'
  | 'CONNECTION_REFUSED'
  | 'CONNECTION_RESET'
  | 'CONNECT_TIMEOUT'
  | 'TIMEOUT'
  | 'TLS_UNTRUSTED'
  | 'TLS_WRONG_NAME'
  | 'TLS_EXPIRED'
  | 'TLS_ALERT'
  | 'BODY_TOO_LARGE'
  | 'HEADERS_TOO_LARGE'
  | 'BAD_ENCODING'
  | 'BAD_RESPONSE'
  | 'ABORTED'
  | 'UNKNOWN'

export interface CertificateFacts {
  readonly subject: string
  readonly issuer: string
  readonly subjectAltName: string | null
  /** ISO 8601. */
  readonly validFrom: string
  readonly validTo: string
  /** Lower-case hex SHA-256 of the DER certificate. */
  readonly fingerprint256: string
  /** `RSA`, `EC`, `Ed25519` ... */
  readonly keyType: string | null
  /** RSA modulus bits or curve bits. */
  readonly keyBits: number | null
  readonly signatureAlgorithm: string | null
  /** PEM, the server's certificate is public. */
  readonly pem: string
}

export interface TlsFacts {
  /** `TLSv1.2`, `TLSv1.3`. */
  readonly protocol: string
  readonly cipher: string
  readonly peerCertificate: CertificateFacts | null
  /** Hex SHA-256 of the client certificate held ready on this connection (sent when the server asks for one), null if none. */
  readonly clientFingerprint256: string | null
}

export interface RecordedRequest {
  readonly method: string
  readonly url: string
  readonly headers: HeaderLines
  readonly body: string | null
  readonly identity: string | null
}

export interface RecordedResponse {
  readonly status: number
  readonly headers: HeaderLines
  /** Decoded text (after content-encoding), invalid UTF-8 replaced by U+FFFD. */
  readonly body: string
  readonly bodyBytes: number
  readonly bodyTruncated: boolean
  /** The body bytes were not valid UTF-8. */
  readonly invalidUtf8: boolean
}

export interface WireError {
  readonly code: WireErrorCode
  readonly phase: 'dns' | 'connect' | 'tls' | 'request' | 'response'
  /** One sentence for people, no stack. */
  readonly message: string
}

export interface Timing {
  /** Unix epoch in ms. */
  readonly startedAt: number
  readonly totalMs: number
  /** First byte of the response, null if none came. */
  readonly firstByteMs: number | null
}

/** One request and its response as they were on the wire. Exactly one of `response` and `error` is set. */
export interface Exchange {
  readonly id: string
  readonly label: ExchangeLabel
  readonly request: RecordedRequest
  readonly response: RecordedResponse | null
  readonly error: WireError | null
  readonly tls: TlsFacts | null
  readonly timing: Timing
  /**
   * Set when these bytes were sent twice: the first time on a kept-alive connection that the server had closed, so that
   * not one byte of an answer came; the exchange is the second time, on a new connection.
   */
  readonly resentAfter?: WireError
}

/** A client certificate with its private key, PEM. */
export interface TlsIdentity {
  readonly cert: string
  readonly key: string
}

export interface TlsProbeRequest {
  readonly host: string
  readonly port: number
  readonly minVersion?: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3'
  readonly maxVersion?: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3'
  /** OpenSSL cipher string for TLS 1.2 and below. */
  readonly ciphers?: string
  /** Groups (curves) offered. */
  readonly groups?: string
  readonly identity?: string
  /**
   * A hand-made ClientHello instead of a handshake of this machine's OpenSSL, which cannot offer SSL 2/3, RC4, export,
   * NULL and anonymous suites, small curves or compression at all. The connection ends at the server's answer; the
   * version, cipher and group members above are not looked at.
   */
  readonly hello?: HelloOffer
  /** Limit in ms; default: that of the wire. */
  readonly timeoutMs?: number
}

export type HelloVersion = 'SSLv2' | 'SSLv3' | 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3'

/** What a hand-made ClientHello offers. */
export interface HelloOffer {
  /** With `TLSv1.3` among them as `supported_versions`; otherwise the highest is the one in the hello. */
  readonly versions: readonly HelloVersion[]
  /** IANA code points, in order of preference. */
  readonly suites: readonly number[]
  /** Named group code points of `supported_groups`; absent: x25519 and the NIST curves. */
  readonly groups?: readonly number[]
  /** Offer DEFLATE beside no compression. */
  readonly compression?: boolean
}

/** What the server's hello said. */
export interface HelloAnswer {
  readonly version: HelloVersion | string
  readonly suite: number
  /** IANA name, `0x....` if not in the table. */
  readonly suiteName: string
  /** The server chose a compression method other than none. */
  readonly compression: boolean
  /** RFC 5746. */
  readonly renegotiationInfo: boolean
  /** RFC 7627. */
  readonly extendedMasterSecret: boolean
  /** RFC 7366. */
  readonly encryptThenMac: boolean
  /** Ephemeral key exchange of TLS 1.2 and below; null where there is none. */
  readonly keyExchange: { readonly kind: 'ECDHE' | 'DHE'; readonly name: string; readonly bits: number } | null
}

/**
 * `accepted`: the handshake finished. `refused`: the server sent a TLS alert or closed the connection.
 * `unreachable`: no TCP connection, so nothing is known. `unsupported`: this machine cannot send such a hello.
 */
export interface TlsProbeResult {
  readonly outcome: 'accepted' | 'refused' | 'unreachable' | 'unsupported'
  readonly protocol: string | null
  readonly cipher: string | null
  readonly detail: string
  readonly certificate: CertificateFacts | null
  /** Ephemeral key of the handshake, e.g. `ECDH X25519 253`; null if unknown. */
  readonly ephemeralKey: { readonly type: string; readonly name: string | null; readonly size: number } | null
  /** Certificates above the server's own, as far as they are known, nearest first. */
  readonly chain?: readonly CertificateFacts[]
  /** Why the certificate would not be accepted by `send`; null: it is in order. Only after a finished handshake. */
  readonly certificateFault?: { readonly code: WireErrorCode; readonly message: string } | null
  /** Answer to a hand-made hello. */
  readonly hello?: HelloAnswer
}

/** The only thing in Assay that opens sockets. Never throws for what a server does: faults are in the exchange. */
export interface Wire {
  send(request: WireRequest, label: ExchangeLabel): Promise<Exchange>
  probeTls(request: TlsProbeRequest, label: ExchangeLabel): Promise<TlsProbeResult>
  /** Sends raw bytes after a TCP or TLS connect and returns what came back; for clear-text and malformed requests. */
  raw(
    request: {
      readonly host: string
      readonly port: number
      readonly tls: boolean
      readonly bytes: string
      readonly timeoutMs?: number
    },
    label: ExchangeLabel,
  ): Promise<{ readonly connected: boolean; readonly received: string; readonly error: WireError | null }>
  /** Registers one more TLS client identity (cases make throwaway certificates at run time). */
  addIdentity(name: string, identity: TlsIdentity): void
  /** Everything recorded so far, in the order of completion. */
  readonly exchanges: readonly Exchange[]
  /** Takes exchanges that no result needs out of `exchanges`, by id; what `onExchange` was told stays told. */
  forget(ids: ReadonlySet<string>): void
  close(): Promise<void>
}

export interface WireOptions {
  /** PEM certificates trusted in addition to the system roots. */
  readonly ca: readonly string[]
  readonly identities: Readonly<Record<string, TlsIdentity>>
  /** Milliseconds; default 15000. */
  readonly timeoutMs?: number
  /** Default 5 MiB. */
  readonly maxBodyBytes?: number
  /** Called for each finished exchange (event log, progress). */
  readonly onExchange?: (exchange: Exchange) => void
  readonly now: () => number
  readonly signal?: AbortSignal
  /** Header value of `user-agent` when the request has none. */
  readonly userAgent?: string
}
