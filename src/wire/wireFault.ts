import type { TlsFacts, WireError, WireErrorCode } from './types.ts'

/** A network fault of which code and phase are known; `tls`: what the connection had shown until then. */
export class WireFault extends Error {
  readonly code: WireErrorCode
  readonly phase: WireError['phase']
  readonly tls: TlsFacts | null

  constructor(code: WireErrorCode, phase: WireError['phase'], message: string, tls: TlsFacts | null = null) {
    super(message)
    this.name = 'WireFault'
    this.code = code
    this.phase = phase
    this.tls = tls
  }

  /** Plain data for the exchange. */
  toError(): WireError {
    return { code: this.code, phase: this.phase, message: this.message }
  }
}
