import type { KeyObject } from 'node:crypto'
import type { Jws } from './jws.ts'
import type { NonceSource } from './nonces.ts'
import type { ReplayCache } from './replayCache.ts'
import type { Jwk } from './signingKeys.ts'

/** Everything the proof rules look at. */
export interface ProofFacts {
  /** Values of the DPoP header lines as they came. */
  readonly headers: readonly string[]
  readonly jws: Jws
  readonly alg: string
  readonly jwk: Jwk
  readonly key: KeyObject
  /** RFC 7638 thumbprint of the key. */
  readonly jkt: string
  readonly method: string
  /** URL of the request without query and fragment. */
  readonly url: string
  /** The access token that came with the proof; null at the authorization server. */
  readonly accessToken: string | null
  /** Null where no nonces are demanded. */
  readonly nonces: NonceSource | null
  readonly replays: ReplayCache
  /** Unix s. */
  readonly now: number
}
