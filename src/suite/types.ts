import type { ControlMap } from './controlTypes.ts'

/** Where something stands in a YAML file; line and column count from 1. */
export interface Source {
  readonly file: string
  readonly line: number
  readonly column: number
}

export type Level = 'must' | 'should' | 'may'

/** One normative statement of a spec (`suites/requirements/*.yaml`). */
export interface Requirement {
  readonly id: string
  readonly spec: string
  readonly clause: string
  /** URL of the clause. */
  readonly url: string | null
  readonly subject: 'as' | 'rs' | 'client' | 'all'
  /** `shall` and `shall-not` of the registry are `must`. */
  readonly level: Level
  readonly applies: string
  readonly text: string
  readonly testable: 'black-box' | 'partly' | 'no'
  /** Why it is only partly or not testable, or has no case. */
  readonly reason: string | null
  readonly note: string | null
  /** Attackers and goals of the FAPI 2.0 attacker model that this requirement stands against. */
  readonly attackers: readonly { readonly id: string; readonly text: string }[]
  readonly source: Source
  /** Where a test looks first: `par`, `token`, `tls` ... */
  readonly endpoint?: string
  /** The rule of another spec that replaces this one. */
  readonly supersededBy?: string
  /** The level of the specification, where the profile raises it. */
  readonly raisedFrom?: Level
  /** Advice or a note of the spec instead of a numbered rule. */
  readonly informative?: true
  /** Title of the spec, e.g. `FAPI 2.0 Security Profile`. */
  readonly specTitle?: string
}

export type StepName =
  | 'discovery'
  | 'jwks'
  | 'par'
  | 'authorize'
  | 'token'
  | 'resource'
  | 'userinfo'
  | 'refresh'
  | 'introspect'
  /** Introspection with the wish for a JWT answer (RFC 9701 section 4). */
  | 'introspect_jwt'
  | 'revoke'

/**
 * `params`: the authorization request parameters wherever they travel, in the form of an unsigned request or as claims of
 * a request object.
 */
export type PartName =
  | 'form'
  | 'params'
  | 'query'
  | 'headers'
  | 'client_assertion'
  | 'dpop'
  | 'request_object'
  /** The body of a resource request that goes as a JWS. */
  | 'payload'
  | 'tls'
export type PlaceName = 'claims' | 'header'

export interface Location {
  readonly step: StepName
  readonly part: PartName | null
  readonly place: PlaceName | null
}

/** A literal (any JSON value) or a string that is wholly one `$symbol`. */
export type Value = unknown

/** The one change a case makes. Exactly one verb, except `set` and `remove` together on the same place. */
export interface Mutation {
  readonly set?: Readonly<Record<string, Value>>
  readonly remove?: readonly string[]
  readonly keep?: readonly string[]
  readonly alg?: string
  readonly key?: string
  readonly signature?: string
  readonly method?: string
  readonly duplicate?: readonly string[]
  readonly skip?: true
  /** Send the step once honestly, wait this long (ms), then send it again: the second one is judged. */
  readonly replay?: { readonly afterMs: number }
  /** Wait before the step: a duration in ms or a symbol such as `$par.expires_in`. */
  readonly after?: { readonly ms: number } | { readonly symbol: string }
  /** Use this client's credentials in the step. */
  readonly as?: string
  readonly user?: string
  readonly use?: string
}

export interface Expectation {
  readonly kind: 'accept' | 'reject' | 'either'
  /** Allowed error codes; empty: any. */
  readonly codes: readonly string[]
  /** The latest step at which the refusal may come; default: the step of `at`. */
  readonly by: StepName | null
  /** The only step at which the outcome is judged, when that is not the step of `at`. */
  readonly step: StepName | null
  /** Allowed status codes, when the default of the step is not right; empty: default. */
  readonly status: readonly number[]
  /** `callback`: no redirect to any redirect URI may happen. */
  readonly never: 'callback' | null
  /** `tls-refused`: a refused handshake counts as a refusal. */
  readonly or: 'tls-refused' | null
  /** Requirement of the second finding ("with the right code"); null: the default of the step. */
  readonly code: string | null
}

/** `needs:` limits a case to variants and target features; every key must match, a list means any of. */
export interface Needs {
  readonly client_auth?: readonly string[]
  readonly sender_constraint?: readonly string[]
  readonly openid?: readonly boolean[]
  readonly request?: readonly string[]
  readonly response?: readonly string[]
  readonly grant?: readonly string[]
  /** Names from the closed feature list, all must hold. */
  readonly features?: readonly string[]
}

/** Entries of a profile that a case can be made for. */
export type EachOf = 'endpoint' | 'use_case' | 'consent'

export type CaseKind = 'mutation' | 'check' | 'probe'

export interface Case {
  readonly id: string
  readonly title: string
  readonly refs: readonly string[]
  readonly needs: Needs
  readonly kind: CaseKind
  readonly at: readonly Location[]
  readonly mutate: Mutation | null
  /** Name of a registered check (kind `check`) or probe (kind `probe`). */
  readonly name: string | null
  readonly expect: Expectation | null
  /** Checks that are also asked about the exchanges of an accepted mutated flow. */
  readonly also: readonly string[]
  /** How to fix, one or two sentences for the partner's engineer. */
  readonly fix: string | null
  /** A second opinion on everything: it may notice a violation of any requirement, not only of its own. */
  readonly witness?: true
  /** Why no defect of the sandbox can make it fail. */
  readonly unproven?: string
  /** It is made once per entry of that kind of the profile. */
  readonly each?: EachOf
  /** Id of the entry of the profile that it is about: its own `endpoint:`, or the one it was made for. */
  readonly endpoint?: string
  readonly useCase?: string
  readonly consent?: string
  /** Id of the case with `each:` that it was made from. */
  readonly of?: string
  readonly source: Source
  /** Name of its file: `security-profile/par`. */
  readonly suite?: string
}

/** What one revision of a specification asks of servers (`suites/sets/*.yaml`): added to, never edited. */
export interface RequirementSet {
  readonly id: string
  readonly title: string
  /** Day on which the revision was published, `YYYY-MM-DD`. */
  readonly date: string
  readonly requirements: readonly string[]
  readonly source: Source
}

export interface Suite {
  readonly requirements: ReadonlyMap<string, Requirement>
  /** By id. */
  readonly sets: ReadonlyMap<string, RequirementSet>
  readonly cases: readonly Case[]
  /** sha256:... over all files read, in name order. */
  readonly digest: string
  /** What the requirements give evidence about; absent: not read. */
  readonly controls?: ControlMap
}

/** Names that case files may use; passed into the loader so that it imports nothing. */
export interface Vocabulary {
  readonly checks: ReadonlySet<string>
  readonly probes: ReadonlySet<string>
  readonly mutations: ReadonlySet<string>
  readonly features: ReadonlySet<string>
  /** Ids of the endpoints of the profile; absent: there is no profile, so any may be meant. */
  readonly endpoints?: ReadonlySet<string>
  /** True if the text is a known symbol, e.g. `$as.issuer`, `$now-5m`. */
  readonly isSymbol: (text: string) => boolean
  /** Symbol names for suggestions. */
  readonly symbols?: Iterable<string>
}
