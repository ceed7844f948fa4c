import type { CertificateFacts, TlsFacts, WireError } from '../wire/types.ts'

/** HAR 1.2 (the format browsers' developer tools import), as far as Assay writes it. Members with `_` are custom. */
export interface HarNameValue {
  readonly name: string
  readonly value: string
}

export interface HarRequest {
  readonly method: string
  readonly url: string
  readonly httpVersion: string
  readonly cookies: readonly HarNameValue[]
  readonly headers: readonly HarNameValue[]
  readonly queryString: readonly HarNameValue[]
  readonly postData?: { readonly mimeType: string; readonly text: string; readonly params?: readonly HarNameValue[] }
  readonly headersSize: number
  readonly bodySize: number
  /** Name of the TLS client identity. */
  readonly _identity: string | null
}

export interface HarResponse {
  readonly status: number
  /** Not recorded, always empty. */
  readonly statusText: string
  readonly httpVersion: string
  readonly cookies: readonly HarNameValue[]
  readonly headers: readonly HarNameValue[]
  readonly content: {
    readonly size: number
    readonly mimeType: string
    readonly text: string
    readonly comment?: string
  }
  readonly redirectURL: string
  readonly headersSize: number
  readonly bodySize: number
  readonly _truncated: boolean
  readonly _invalidUtf8: boolean
  /** Shown by developer tools where no answer came. */
  readonly _error?: string
}

/** TLS facts with the server's certificate by its fingerprint: it is the same in hundreds of entries. */
export type HarTls = Omit<TlsFacts, 'peerCertificate'> & { readonly peerCertificate: string | null }

export interface HarEntry {
  readonly startedDateTime: string
  readonly time: number
  readonly request: HarRequest
  readonly response: HarResponse
  readonly cache: Readonly<Record<string, never>>
  readonly timings: { readonly send: number; readonly wait: number; readonly receive: number }
  readonly comment: string
  readonly _id: string
  readonly _case: { readonly id: string; readonly step: string; readonly variant: string | null }
  readonly _tls: HarTls | null
  readonly _firstByteMs: number | null
  readonly _wireError: WireError | null
  readonly _resentAfter?: WireError
}

export interface Har<Entries extends Iterable<HarEntry> = readonly HarEntry[]> {
  readonly log: {
    readonly version: '1.2'
    readonly creator: HarNameVersion
    readonly pages: readonly never[]
    readonly entries: Entries
    readonly comment: string
    /** Certificates of servers by `fingerprint256`. */
    readonly _certificates: Readonly<Record<string, CertificateFacts>>
  }
}

export interface HarNameVersion {
  readonly name: string
  readonly version: string
}
