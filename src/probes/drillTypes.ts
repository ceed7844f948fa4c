import type { Attribution } from '../checks/types.ts'
import type { DrillAction } from '../profile/drillSchema.ts'
import type { Limits } from '../profile/types.ts'

/** Tokens of an honest flow of a client, made for one drill. */
export interface Holding {
  /** Name of the client in the target file. */
  readonly client: string
  readonly accessToken: string
  /** null: the server gave none. */
  readonly refreshToken: string | null
  readonly idToken: string | null
}

/** What one try came to, and when it was sent. */
export interface Tried {
  readonly outcome: 'accepted' | 'refused' | 'unclear'
  readonly detail: string
  readonly exchange: string | null
  /** Unix epoch in ms at which the answer was there. */
  readonly at: number
}

/** Nothing can be said. */
export interface DrillUnknown {
  readonly kind: 'unknown'
  readonly reason: string
  readonly attributed: Attribution
}

/** A key or certificate that a drill has made for a client. */
export interface NewCredential {
  /** For messages: `key <kid>`. */
  readonly name: string
}

/** Steps that any client can make with its tokens. */
export type DrillStep = 'introspect' | 'revoke' | 'userinfo'

/** What a drill can do; every request is recorded under the case that asked. */
export interface Drill {
  readonly watchMs: number
  readonly limits: Limits
  /** True if the target file says how that is done. */
  can(action: DrillAction | 'rotate_client_key'): boolean
  readonly hasSecondClient: boolean
  readonly now: () => number
  readonly sleep: (ms: number) => Promise<void>
  /** A whole flow of the client, with the credentials of the target file. */
  hold(client?: string): Promise<Holding | DrillUnknown>
  /** A flow that stops where the code, or only the request_uri, is there: what is left of it can be tried later. */
  holdUnfinished(until: 'par' | 'authorize'): Promise<Unfinished | DrillUnknown>
  /** A call of the resource; `accepted`: it was answered. */
  use(holding: Holding): Promise<Tried>
  /** What introspection says of the token; `accepted`: it is active. */
  introspect(holding: Holding): Promise<Tried>
  refresh(holding: Holding): Promise<Tried>
  /** Whether the server offers that step to this client. */
  offers(step: DrillStep): boolean
  /** One step with these tokens, as any client makes it. */
  attempt(holding: Holding, step: DrillStep): Promise<Tried>
  /** A request that the client authenticates: a push, or a token request with client credentials. */
  authenticate(credential?: NewCredential): Promise<Tried>
  /** Does what is left of a flow: the visit and the token request, or the token request alone. */
  finish(unfinished: Unfinished): Promise<Tried>
  /** A new key of the client and of its kind, nobody knows it yet. */
  newKey(): NewCredential | DrillUnknown
  /** Another certificate of the client; null: there is none to rotate to. */
  newCertificate(): NewCredential | null
  /** A certificate that nobody registered; null: the client has none to be like. */
  strangeCertificate(): NewCredential | null
  /** Makes these the only keys that the client has: serves them at its jwks_uri, or tells the operator; null: its own again. */
  registerKey(key: NewCredential | null): Promise<Done | DrillUnknown>
  registerCertificate(certificate: NewCredential | null): Promise<Done | DrillUnknown>
  act(action: DrillAction, holding?: Holding): Promise<Done | DrillUnknown>
  /** The key set that the server publishes now. */
  serverKeys(): Promise<readonly Readonly<Record<string, unknown>>[] | DrillUnknown>
  /** The same drill answers several cases: it is made once per variant and run. */
  once<Result>(name: string, make: () => Promise<Result>): Promise<Result>
}

/** Something that an operator has done, and when it was done. */
export interface Done {
  readonly kind: 'done'
  readonly at: number
  readonly exchanges: readonly string[]
}

export interface Unfinished {
  readonly until: 'par' | 'authorize'
}
