import type { Variant } from '../../profile/types.ts'
import type { ApiWorld, StoredConsent } from '../apiWorld.ts'
import type { SigningAlg } from '../signingKeys.ts'

export type Members = Readonly<Record<string, unknown>>

/** A request that token, headers and body rules have let pass, as the endpoint sees it. */
export interface ApiCall {
  /** Values of the `{names}` of the path. */
  readonly params: Readonly<Record<string, string>>
  /** The JSON object of the body, for a signed body the claims of the JWS; empty without a body. */
  readonly body: Members
  readonly clientId: string
  /** The consent that the access token stems from; null: none, or it is not known (any more). */
  readonly consent: StoredConsent | null
  readonly world: ApiWorld
  /** The address that was asked for, without query. */
  readonly url: string
  /** Unix s. */
  readonly now: number
}

export interface ApiAnswer {
  readonly status: number
  /** Sent as JSON. */
  readonly body: Members
  readonly headers?: Readonly<Record<string, string>>
}

/** One method of one path of the API. */
export interface ApiEndpoint {
  /** kebab-case. */
  readonly id: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** `{name}` stands for one segment. */
  readonly path: string
  /** A token needs all of them. */
  readonly scopes: readonly string[]
  /** Whose token it takes: an end user's or the client's own; absent: either. */
  readonly token?: 'user' | 'client'
  /** `jws`: the body has to be a JWS by a key of the client; default `json`. */
  readonly body?: 'json' | 'jws'
  /** Header that has to carry an idempotency key; absent: none is looked at. */
  readonly idempotency?: string
  /** `jws`: answers of success are signed by the server (`application/jwt`); default `json`. */
  readonly answers?: 'json' | 'jws'
  readonly answer: (call: ApiCall) => ApiAnswer
}

/** Where an authorization request says which consent it is about. */
export type ConsentCarrier =
  /** A scope value that begins with the prefix. */
  | { readonly in: 'scope'; readonly prefix: string }
  /** A claim of `claims.id_token` with a `value`; it comes back in the ID token. */
  | { readonly in: 'claims'; readonly claim: string }
  /** A member of an element of `authorization_details`. */
  | { readonly in: 'authorization_details'; readonly member: string }

/** Consents that clients make before an authorization request; each is bound to the client that made it. */
export interface ConsentRule {
  readonly carrier: ConsentCarrier
  /** One authorization is all it is good for. */
  readonly singleUse: boolean
}

/** What one type of `authorization_details` looks like (RFC 9396 section 5). */
export interface DetailType {
  /** Members besides `type`: true if they have to be there. */
  readonly members: Readonly<
    Record<string, { readonly required: boolean; readonly allowed: 'text' | readonly string[] }>
  >
}

/** How an ecosystem uses FAPI 2.0: its scopes, its API and what goes before and along with the authorization request. */
export interface Dialect {
  readonly id: string
  readonly title: string
  /** Profile that says these rules: the id of one that comes with the package, or a path below the package. */
  readonly profile: string
  /** Scopes besides `openid` and `offline_access`, with what the consent page says of them. */
  readonly scopes: Readonly<Record<string, string>>
  readonly endpoints: readonly ApiEndpoint[]
  /** Header that asks for a version of the API and tells which one was given; without it the first one is. */
  readonly version?: { readonly header: string; readonly supported: readonly string[] }
  readonly consent?: ConsentRule
  /** By type. */
  readonly authorizationDetails?: Readonly<Record<string, DetailType>>
  /** Authentication context classes that users can reach, the usual one first. */
  readonly acr?: readonly string[]
  /** Values of claims about the user that can be asked for one by one (OpenID Connect Core section 5.5). */
  readonly claims?: Members
  /** The parameter `purpose` of OpenID Connect for Identity Assurance: how many characters it may have. */
  readonly purpose?: { readonly least: number; readonly most: number }
  /** `x-fapi-interaction-id` comes back from the endpoints of the authorization server, too. */
  readonly interactionIdEverywhere?: true
  /** `sub` differs from client to client (OpenID Connect Core section 8.1). */
  readonly pairwise?: true
  /** The only algorithms that clients and server sign with; absent: those of FAPI 2.0. */
  readonly algs?: readonly SigningAlg[]
  /** Longest life of a request object in s, and longest age of its `nbf`; default an hour. */
  readonly requestObjectLifeS?: number
  /** Every call of a client has to present a certificate. */
  readonly mtlsOnly?: true
  /** What `target.yaml` says. */
  readonly target: {
    /** Variants that it lists if none are asked for. */
    readonly variants?: readonly Partial<Variant>[]
    /** With and without OpenID Connect. */
    readonly scope: { readonly openid: string; readonly plain: string }
    /** A GET that the cases of the base profile use, and the scope it needs. */
    readonly resource: { readonly path: string; readonly scope: string }
    /** Values for `{names}` that no answer gives. */
    readonly params?: Readonly<Record<string, string>>
  }
}
