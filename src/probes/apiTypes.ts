import type { Attribution } from '../checks/types.ts'
import type { Endpoint, Template } from '../profile/types.ts'
import type { Exchange } from '../wire/types.ts'

/** An access token that the server gave for a set of scope values. */
export interface ApiToken {
  readonly kind: 'token'
  /** Name of the client in the target file. */
  readonly client: string
  /** Scope values that were asked for, as they really went. */
  readonly asked: readonly string[]
  /** Scope values of the token response; null: it names none, which means those asked for (RFC 6749 section 5.1). */
  readonly granted: readonly string[] | null
  readonly accessToken: string
  readonly refreshToken: string | null
  /** s, as the token response says. */
  readonly expiresIn: number | null
  /** `authorization_details` that were asked for and that came back (RFC 9396 section 7); null: none. */
  readonly askedDetails: readonly unknown[] | null
  readonly grantedDetails: unknown
  /** The token response. */
  readonly response: Exchange
  /** Everything that was sent for it, in order. */
  readonly exchanges: readonly Exchange[]
}

/** The server did not give a token. */
export interface NoToken {
  readonly kind: 'refused'
  /** Step at which it said no: `par`, `authorize`, `token`. */
  readonly step: string
  /** OAuth error code; null: none was given. */
  readonly code: string | null
  readonly detail: string
  readonly exchanges: readonly Exchange[]
}

/** Nothing can be said; an answer of a probe as it stands. */
export interface ApiUnknown {
  readonly kind: 'unknown'
  readonly reason: string
  readonly attributed: Attribution
}

export type TokenAnswer = ApiToken | NoToken | ApiUnknown

export interface TokenWishes {
  /** `client1` unless told. */
  readonly client?: string
  /** Replaces the `authorization_details` that profile and consents ask for; []: none are sent. */
  readonly details?: readonly Template[]
  /** false: the consents of the profile are not made, and nothing of them goes into the request. Default true. */
  readonly consents?: boolean
  /** true: a token of its own, which the caller may spend. Default: one token per wish, shared by the whole run. */
  readonly fresh?: boolean
}

/** Parameters of an authorization request that the profile asks for. */
export interface AuthorizationParameters {
  readonly kind: 'parameters'
  readonly parameters: Readonly<Record<string, string>>
}

/** What a call does otherwise than the honest one. */
export interface CallChanges {
  readonly method?: string
  /** Sent in place of the token's own value; null: no token is sent. */
  readonly accessToken?: string | null
  /** The token goes under this scheme and without a proof of the key that it is bound to. */
  readonly bare?: 'DPoP' | 'Bearer'
  /** The client whose certificate or key makes the proof; default: that of the token. */
  readonly client?: string
  /** Values for the `{names}` in the path. */
  readonly params?: Readonly<Record<string, string>>
  /** Headers laid over those of the profile; null: left out. */
  readonly headers?: Readonly<Record<string, string | null>>
  /** Another body template than that of the profile; it is signed where the profile has the body signed. */
  readonly payload?: Template
  /** The body as it goes, without a signature; null: none. */
  readonly body?: string | null
}

/** Published keys for signed answers. */
export interface AnswerKeys {
  readonly kind: 'keys'
  /** Members of `keys` as published, whatever they are. */
  readonly keys: readonly unknown[]
  /** Where they stand, for messages. */
  readonly from: string
}

/** Everything a probe needs to try an API; DPoP proofs, nonces, certificates and signatures are added by themselves. */
export interface ApiClient {
  /**
   * An access token of exactly these scope values (and `openid` in an OpenID variant, and those that a consent adds): one
   * authorization per wish and run, in the browser session that is logged in already.
   */
  readonly tokenFor: (scopes: readonly string[], wishes?: TokenWishes) => Promise<TokenAnswer>
  /** Calls an endpoint as the profile describes it. What no answer and no `params:` gives a value for is unknown. */
  readonly call: (endpoint: Endpoint, token: ApiToken, changes?: CallChanges) => Promise<Exchange | ApiUnknown>
  /** A call that was accepted with its own scopes: the control of refusals at this endpoint. One per endpoint and run. */
  readonly honestCall: (endpoint: Endpoint) => Promise<HonestCall | ApiUnknown>
  /** A refresh request (RFC 6749 section 6); `scope` left out: none is named. */
  readonly refresh: (token: ApiToken, scope?: string) => Promise<TokenAnswer>
  /** A revocation request for the access token; true: it was accepted. */
  readonly revoke: (token: ApiToken) => Promise<true | ApiUnknown>
  /** The keys that answers are signed with: where the profile says, or those of the server's metadata; fetched once per run. */
  readonly keys: () => Promise<AnswerKeys | ApiUnknown>
  /** An introspection request for the access token; its exchange. */
  readonly introspect: (token: ApiToken) => Promise<Exchange | ApiUnknown>
}

/** The honest call of an endpoint. */
export interface HonestCall {
  readonly kind: 'call'
  readonly token: ApiToken
  readonly exchange: Exchange
  /** The status that the profile expects came back. */
  readonly accepted: boolean
}
