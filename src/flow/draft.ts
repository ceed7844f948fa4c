import type { StepName } from '../suite/types.ts'
import type { Fields } from './fields.ts'
import type { SigningKey } from './keys.ts'

/** `payload`: the body of a resource request that goes as a JWS. */
export type JwtName = 'client_assertion' | 'dpop' | 'request_object' | 'payload'

/**
 * What happens to the signature after signing. `corrupt` changes the first character (the last one may carry padding
 * bits only and still verify); `strip` leaves the third part empty; `missing` leaves two parts.
 */
export type SignatureFault = 'corrupt' | 'strip' | 'missing'

/** A JWT still open for change; a fresh object for every request, signed last. */
export interface JwtDraft {
  header: Record<string, unknown>
  claims: Record<string, unknown>
  key: SigningKey
  /** Algorithm really used for signing; the header says what is claimed. */
  alg: string
  signatureFault: SignatureFault | null
  /** Key material for HS256 and other MACs; null: not a MAC. */
  secret: Uint8Array | null
}

/** The request a step is about to send, still open for change. */
export interface Draft {
  readonly step: StepName
  method: string
  url: string
  query: Fields
  /** null: the request has no form body. */
  form: Fields | null
  headers: Fields
  /** Body text when it is not a form. */
  body: string | null
  jwts: Partial<Record<JwtName, JwtDraft>>
  /** TLS client identity registered with the wire; null: no client certificate. */
  identity: string | null
}

/** An empty request draft. */
export function newDraft(step: StepName, method: string, url: string): Draft {
  return { step, method, url, query: [], form: null, headers: [], body: null, jwts: {}, identity: null }
}
