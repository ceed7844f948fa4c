import type { DirectoryConfig, DirectoryNames } from '../directory/types.ts'
import type { RulesPlace } from '../payload/loadRules.ts'
import type { Place } from '../yaml/types.ts'
import type { Accommodations } from './accommodationTypes.ts'
import type { DrillConfig } from './drillTypes.ts'
import type { MetadataRule } from './metadataRule.ts'
import type { RaisedLevel } from './raisedLevel.ts'

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
  /** The certificate that drills rotate to; absent: there is none. */
  readonly next_tls?: ClientTls
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
  /** Base URL of the profile's API without a slash at its end: `api:` of variant or file, else the origin of `resource`. */
  readonly api: string
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
  /** Values for the `{names}` in the paths of the profile's endpoints, for those that no answer gives. */
  readonly params: Readonly<Record<string, string>>
  readonly login: LoginConfig | null
  readonly accommodate: Accommodations
  /** Where the ecosystem says who takes part; null or absent: the file names no directory. */
  readonly directory?: DirectoryConfig | null
  /** Names for the directory of the profile; null or absent: the target file gives none. */
  readonly directoryNames?: DirectoryNames | null
  /** What `assay drill` may do; null or absent: nothing. */
  readonly drills?: DrillConfig | null
  /** Absolute path of the file, for messages. */
  readonly file: string
  /** sha256:... of the file's bytes. */
  readonly digest: string
  /** Every secret value read for this target: passwords, private key members, PEM keys. For redaction and leak scans. */
  readonly secrets: readonly string[]
}

/**
 * A value of a request as the profile has it: a literal, or a text that is wholly one symbol of `templateSymbols.ts`, also
 * as an element of a list or a member of a mapping.
 */
export type Template = unknown

/** What a response header has to be. */
export type HeaderRule =
  /** The value that the request had; where it had none a UUID of the server's own. */
  | { readonly kind: 'echoed' }
  | { readonly kind: 'present' }
  | { readonly kind: 'absent' }
  /** Exactly this; a media type is compared without its parameters. */
  | { readonly kind: 'is'; readonly value: string }
  /** A regular expression (`u` flag) that the whole value has to match. */
  | { readonly kind: 'matches'; readonly pattern: string }
  /** One of the comma-separated elements of the value, compared without regard to case. */
  | { readonly kind: 'has'; readonly value: string }

/** By header name in lower case. */
export type HeaderRules = Readonly<Record<string, HeaderRule>>

/** Where the schema of a response body stands; see `payload/loadRules.ts`, which reads it. */
export type SchemaRef = RulesPlace

/** A request to the API as the profile describes it. */
export interface ApiRequest {
  /** In capital letters. */
  readonly method: string
  /** Below the API base of the target, starting with `/`; `{name}` is a taken value or one of the target's `params:`. */
  readonly path: string
  /** Names in the path, in order. */
  readonly params: readonly string[]
  /** Those of `api: request_headers` and its own, names as written. */
  readonly headers: Readonly<Record<string, Template>>
  /** null: no body. */
  readonly body: Template
  /** The body goes as a JWS (`application/jwt`), signed by the key of the client. */
  readonly sign: boolean
  /** The status of success. */
  readonly status: number
  /** JSON pointers into the answer by the name under which their values are known from then on. */
  readonly take: Readonly<Record<string, string>>
}

/** One method of one path of the API. */
export interface Endpoint extends ApiRequest {
  readonly id: string
  /** A token needs all of them. */
  readonly scopes: readonly string[]
  /** Header with the idempotency key: the same key twice has the effect of once. */
  readonly idempotency: string | null
  /** The body of a success is a JWS. */
  readonly signedAnswer: boolean
  /** Rules for its success answers: those of the API with its own. */
  readonly responseHeaders: HeaderRules
  /** Rules for its error answers. */
  readonly errorHeaders: HeaderRules
  /** Of the body of a success; null: none is given. */
  readonly schema: SchemaRef | null
  readonly place: Place
}

export interface Api {
  /** Templates sent with every call, consents included. */
  readonly requestHeaders: Readonly<Record<string, Template>>
  readonly responseHeaders: HeaderRules
  readonly errorHeaders: HeaderRules
  /** Absolute path of the default document for `operation:`. */
  readonly openapi: string | null
  /** Where the keys of signed answers are, a URL or a symbol; null: at the `jwks_uri` of the server's metadata. */
  readonly jwksUri: Template | null
  /** Algorithms of signed answers. */
  readonly signingAlgs: readonly string[]
  /** In the order of the file, those of the base first. */
  readonly endpoints: readonly Endpoint[]
  /** JSON pointers into payloads whose values are shown in evidence though they look like personal data. */
  readonly show: readonly string[]
}

/** What one business purpose needs: no more scopes than that, and they open no more endpoints than these. */
export interface UseCase {
  readonly id: string
  readonly title: string
  readonly scopes: readonly string[]
  /** Ids of endpoints. */
  readonly endpoints: readonly string[]
  readonly place: Place
}

/** What an authorization request carries beyond the plain one. */
export interface AuthorizationExtras {
  /** Scope values; one that holds a symbol (`consent:$consent.consent_id`) is added to whatever scope is asked for. */
  readonly scope: readonly string[]
  /** The `claims` parameter (OpenID Connect Core 5.5); empty: none. */
  readonly claims: Readonly<Record<string, Template>>
  /** RFC 9396; empty: none. */
  readonly authorizationDetails: readonly Template[]
  readonly acrValues: string | null
  /** Further parameters. */
  readonly params: Readonly<Record<string, Template>>
}

/** A request that makes a consent or an intent before the authorization request. */
export interface Consent extends ApiRequest {
  readonly id: string
  /** A client-credentials token is fetched first and goes along; null: none. */
  readonly token: { readonly scope: string | null } | null
  /** It is made only in flows that ask for one of these; empty: in every flow. */
  readonly scopes: readonly string[]
  /** One authorization is all it is good for. */
  readonly singleUse: boolean
  readonly authorize: AuthorizationExtras
  /** Claims of the ID token that must come back, by name. */
  readonly expect: { readonly idToken: Readonly<Record<string, Template>> }
  readonly place: Place
}

/** What the ecosystem asks of the authorization server besides its specifications. */
export interface ServerRules {
  /** Templates sent to the PAR and token endpoints. */
  readonly requestHeaders: Readonly<Record<string, Template>>
  /** Rules for successes of the PAR and token endpoints. */
  readonly responseHeaders: HeaderRules
  readonly metadata: Readonly<Record<string, MetadataRule>>
}

/** Limits that the ecosystem sets; null: none. Durations in s. */
export interface Limits {
  readonly accessTokenLifetimeS: number | null
  readonly refreshTokenLifetimeS: number | null
  readonly requestObjectLifetimeS: number | null
  readonly requestUriLifetimeS: number | null
  /** Longest time from notBefore to notAfter. */
  readonly clientCertificateValidityS: number | null
  /** Shortest time to notAfter. */
  readonly clientCertificateRemainingS: number | null
  readonly serverCertificateValidityS: number | null
  /** Smallest RSA modulus. */
  readonly rsaKeyBits: number | null
  /** Age from which a signing key is due. */
  readonly keyRotationS: number | null
  /** Longest time from a revocation to its effect, at authorization server and resource server. */
  readonly revocationS: number | null
  /** Longest time for which an old key or certificate is good after a rotation. */
  readonly rotationWindowS: number | null
}

/** A file that the rules of a profile stand in. */
export interface ProfileFile {
  /** Absolute path. */
  readonly path: string
  /** sha256:... of its bytes. */
  readonly digest: string
}

export interface Profile {
  readonly id: string
  readonly title: string
  /** Ids of the profiles it extends, the nearest first. */
  readonly bases: readonly string[]
  /** Suite folders or files: names below the package's `suites/`, or absolute paths. Those of the base first. */
  readonly suites: readonly string[]
  /** Requirement sets: the revisions that the ecosystem has agreed on; ids below `suites/sets/`, or absolute paths. */
  readonly sets: readonly string[]
  /** Allowed values per feature. */
  readonly variants: { readonly [K in keyof Variant]: readonly Variant[K][] }
  readonly levels: readonly RaisedLevel[]
  readonly limits: Limits
  /** null: the profile describes no API. */
  readonly api: Api | null
  readonly useCases: readonly UseCase[]
  readonly consents: readonly Consent[]
  readonly authorization: AuthorizationExtras
  /** Where the ecosystem says who takes part; it goes before that of a target file. Null or absent: nowhere. */
  readonly directory?: DirectoryConfig | null
  readonly server: ServerRules
  /** Longest wait in s that a case may ask for before it is skipped with a reason. */
  readonly maxWaitS: number
  /** Days a conformant result stays valid. */
  readonly recertificationDays: number
  /** Days that a conformant application has to mend what a later run found. */
  readonly graceDays: number
  readonly file: string
  /** All files of the rules: the profile, those it extends, schemas and API documents. */
  readonly files: readonly ProfileFile[]
  /** sha256:... over all of `files`. */
  readonly digest: string
}
