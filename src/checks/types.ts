import type { Limits, ServerRules } from '../profile/types.ts'
import type { Level } from '../suite/types.ts'
import type { Exchange } from '../wire/types.ts'

/** Whose fault a finding is. */
export type Attribution = 'as' | 'rs' | 'directory' | 'network' | 'config' | 'harness'

/** One cell of the least-privilege matrix. */
export interface Cell {
  /** Scope values that were asked for. */
  readonly scopes: readonly string[]
  /** Id of the endpoint in the profile. */
  readonly endpoint: string
  readonly method: string
  readonly client: string
  readonly expected: 'allow' | 'deny'
  /** What came back: `200`, `403 insufficient_scope`, `no answer` ... */
  readonly observed: string
}

/** Where a finding is shown: a cell of the matrix, a value of a payload. */
export interface Detail {
  readonly cell?: Cell
  /** JSON pointer into the payload of `exchange`. */
  readonly pointer?: string
  /** Id of the exchange that the finding is about. */
  readonly exchange?: string
}

/** What a check says about the exchanges. */
export type Answer =
  | (Detail & {
      readonly kind: 'yes'
      readonly expected: string
      readonly observed: string
      readonly exchanges?: readonly string[]
    })
  | (Detail & {
      readonly kind: 'no'
      readonly expected: string
      readonly observed: string
      readonly attributed?: Attribution
      readonly exchanges?: readonly string[]
    })
  /** The question does not arise, because ...; becomes `skip`. */
  | { readonly kind: 'not-applicable'; readonly reason: string }
  /** The exchanges needed were not made; becomes `incomplete`. */
  | { readonly kind: 'unknown'; readonly reason: string; readonly attributed?: Attribution }

/** What one honest (or mutated) flow sent and got; all that checks may look at. */
export interface Trace {
  readonly variant: {
    readonly client_auth: string
    readonly sender_constraint: string
    readonly openid: boolean
    readonly request: string
    readonly response: string
    readonly grant: string
  }
  readonly issuer: string
  readonly metadata: Readonly<Record<string, unknown>> | null
  /** Keys of the server's JWK set, as published. */
  readonly serverKeys: readonly Readonly<Record<string, unknown>>[] | null
  readonly client: {
    readonly name: string
    readonly id: string
    readonly redirectUri: string
    /** Public parts of the registered keys. */
    readonly publicKeys: readonly Readonly<Record<string, unknown>>[]
    /** base64url SHA-256 of the DER certificate (`x5t#S256`), null without certificate. */
    readonly certThumbprint: string | null
  }
  /** What was sent in the authorization request, after any mutation; null where nothing was sent. */
  readonly sent: {
    readonly scope: string | null
    readonly state: string | null
    readonly nonce: string | null
    readonly responseType: string | null
    readonly redirectUri: string | null
    readonly codeVerifier: string | null
    /** RFC 7638 thumbprint of the DPoP key. */
    readonly dpopJkt: string | null
    readonly interactionId: string | null
  }
  /** Parameters of the authorization response (of the JWT inside with JARM), in order; null if there was no callback. */
  readonly callback: {
    readonly url: string
    readonly params: readonly (readonly [string, string])[]
    readonly jwt: string | null
  } | null
  /** All exchanges per step in order of sending; the last one is the one that counts. */
  readonly exchanges: Readonly<Partial<Record<string, readonly Exchange[]>>>
  /** Values of the same kind seen across the run's honest flows, for comparisons. */
  readonly samples: {
    readonly requestUris: readonly string[]
    readonly codes: readonly string[]
    readonly accessTokens: readonly string[]
    readonly refreshTokens: readonly string[]
  }
  /** Trace of the same flow made by client2, if the target has one. */
  readonly other: Trace | null
  /** Limits that the profile sets; absent: none. */
  readonly limits?: Limits
  /** What the profile asks of the authorization server; absent: nothing. */
  readonly serverRules?: ServerRules
  /** Claims of the ID token that consents want back; absent: none. */
  readonly expectedClaims?: readonly { readonly consent: string; readonly name: string; readonly value: unknown }[]
  /** Why the flow ended early: the step, what came back and whose fault it is; null if it went through. */
  readonly stopped?: { readonly step: string; readonly detail: string; readonly attributed: Attribution } | null
  /** Unix epoch ms at the time the flow ended. */
  readonly at: number
}

/** Pure: one question about the exchanges of a flow. */
export type Check = (trace: Trace) => Answer

/** One answer about exchanges, tied to one requirement. */
export interface Finding extends Detail {
  readonly requirement: string
  readonly level: Level
  readonly ok: boolean
  readonly expected: string
  readonly observed: string
}
