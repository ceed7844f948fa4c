/** One choice per feature (design: `variant`). */
export interface Variant {
  readonly client_auth: 'private_key_jwt' | 'tls_client_auth' | 'self_signed_tls_client_auth'
  readonly sender_constraint: 'dpop' | 'mtls'
  readonly openid: boolean
  readonly request: 'unsigned' | 'signed'
  readonly response: 'plain' | 'jarm'
  readonly grant: 'authorization_code' | 'client_credentials'
}

export interface ClientTls {
  /** PEM text. */
  readonly cert: string
  readonly key: string
}

/** A registered client of the target, keys loaded. */
export interface Client {
  /** Name in the target file: `client1`, `client2`. */
  readonly name: string
  readonly id: string
  /** Private signing JWKs as in the file; empty for clients that only use TLS. */
  readonly jwks: readonly Readonly<Record<string, unknown>>[]
  readonly tls: ClientTls | null
  /** A certificate of the same CA and subject outside its validity; absent: there is none. */
  readonly expired_tls?: ClientTls
  readonly redirect_uri: string
  readonly scope: string | null
}

export interface LoginStepFill {
  readonly fill: Readonly<Record<string, string>>
}
export interface LoginStepClick {
  readonly click: string
}
export type LoginStep = LoginStepFill | LoginStepClick

export interface LoginConfig {
  readonly driver: 'http' | 'browser'
  readonly username: string
  readonly password: string
  /** Explicit steps; null: the driver finds the forms itself. */
  readonly steps: readonly LoginStep[] | null
  /** Explicit selector of the button by which the user refuses; null: found by its text. */
  readonly cancel: string | null
}

/** Ways the honest flow may go on past a known fault; closed list (design section 7). */
export interface Accommodations {
  readonly assertion_aud?: 'endpoint'
  readonly dpop_at_par?: 'always'
  readonly authorize_params?: 'repeat'
  readonly authorization_params?: Readonly<Record<string, string>>
}

export interface ResourceConfig {
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
  /** Scope values without which this request has to be refused; null: not told. */
  readonly scope: string | null
}

/** One entry of `variants:` with the clients that serve it. */
export interface TargetVariant {
  readonly variant: Variant
  /** Stable text form, see `variantKey`: `private_key_jwt+dpop+openid`. */
  readonly key: string
  readonly clients: Readonly<Record<string, Client>>
  readonly scope: string
  /** The variant's own `resource:` (a certificate-bound token is often used on another host), else the top one. */
  readonly resource: ResourceConfig
}

export interface Target {
  readonly id: string
  readonly organisation: string
  readonly application: string
  readonly environment: string
  readonly issuer: string
  /** PEM certificates from `trust.ca`. */
  readonly ca: readonly string[]
  readonly variants: readonly TargetVariant[]
  readonly resource: ResourceConfig
  readonly login: LoginConfig | null
  readonly accommodate: Accommodations
  /** Absolute path of the file, for messages. */
  readonly file: string
  /** sha256:... of the file's bytes. */
  readonly digest: string
  /** Every secret value read for this target: passwords, private key members, PEM keys. For redaction and leak scans. */
  readonly secrets: readonly string[]
}

export interface Profile {
  readonly id: string
  readonly title: string
  /** Names of suite folders or files below `suites/`. */
  readonly suites: readonly string[]
  /** Names of requirement sets below `suites/sets/`: the revisions that the ecosystem has agreed on. */
  readonly sets: readonly string[]
  /** Allowed values per feature. */
  readonly variants: { readonly [K in keyof Variant]: readonly Variant[K][] }
  /** Longest wait in s that a case may ask for before it is skipped with a reason. */
  readonly maxWaitS: number
  /** Days a conformant result stays valid. */
  readonly recertificationDays: number
  readonly file: string
  readonly digest: string
}

/** One known failure that somebody answers for until a date. */
export interface BaselineEntry {
  /** Glob over case ids. */
  readonly case: string
  /** Glob over variant keys. */
  readonly variant: string
  /** Only findings of this requirement are known; null: whatever the case finds. */
  readonly requirement: string | null
  readonly reason: string
  readonly owner: string
  /** The last day on which it counts, `YYYY-MM-DD` in UTC. */
  readonly expires: string
  /** Line in the file, from 1. */
  readonly line: number
}

/** Known failures that do not decide the result of a run (`--baseline`). */
export interface Baseline {
  readonly id: string
  readonly entries: readonly BaselineEntry[]
  /** Absolute path of the file, for messages. */
  readonly file: string
  readonly digest: string
}
