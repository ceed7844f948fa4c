import type { Variant } from '../profile/types.ts'
import type { Credentials } from './credentials.ts'
import type { DefectId } from './defects.ts'
import type { DialectId } from './dialects/registry.ts'
import type { Dialect } from './dialects/types.ts'

/** Kinds of trust directory that a sandbox can serve. */
export type DirectorySource = 'registry' | 'participants' | 'federation'

/** How a sandbox is started. Every member but `dir` has a default. */
export interface SandboxOptions {
  /** Folder for keys, certificates, passwords and `target.yaml`; made if it is missing. */
  readonly dir: string
  /** Ids of the defect table: rules that this sandbox breaks on purpose. */
  readonly defects?: readonly string[]
  /** How the server uses FAPI 2.0: an ecosystem's rules by name, or one of the caller's own; default `plain`. */
  readonly dialect?: DialectId | Dialect
  /** Kind of trust directory that the sandbox serves and its target file names; default: none. */
  readonly directory?: DirectorySource
  /** A server certificate that names a CRL and an OCSP responder, which are served in clear text on a port of their own; default false. */
  readonly revocation?: boolean
  /** Serve an admin API, let client1 publish its keys, and allow drills in the target file; default false. */
  readonly drills?: boolean
  /** Demand server-provided DPoP nonces (RFC 9449 sections 8 and 9) at both servers or at one; default false. */
  readonly nonces?: boolean | 'as' | 'rs'
  /** `forms`: plain HTML without script (default). `javascript`: pages that only a browser can work. */
  readonly login?: 'forms' | 'javascript'
  /** Form of the access tokens; default `opaque`. */
  readonly accessTokens?: 'opaque' | 'jwt'
  /** Life of an access token in s; default 120. */
  readonly accessTokenTtlS?: number
  /** Life of an authorization code in s, 1 to 60; default 60. */
  readonly codeTtlS?: number
  /** Life of a pushed `request_uri` in s, 1 to 599; default 60. */
  readonly requestUriTtlS?: number
  /** Variants listed in `target.yaml`, missing features take their defaults; default: what the dialect has, or 12. */
  readonly variants?: readonly Partial<Variant>[]
  /** Clock of the sandbox's own checks in Unix ms. The library below reads the system clock. */
  readonly now?: () => number
  /** TCP port of the issuer; default: a free one. */
  readonly port?: number
  /** TCP port of the mutual-TLS host; default: a free one. */
  readonly mtlsPort?: number
  /** Keys and certificates to use again, from `createCredentials()`; default: fresh ones. */
  readonly credentials?: Credentials
  /** Told about internal errors (answers with status 500); they are not written anywhere else. */
  readonly onFault?: (error: unknown) => void
}

/** An end user of the sandbox. */
export interface SandboxUser {
  readonly username: string
  readonly password: string
  /** `sub` in ID tokens and UserInfo. */
  readonly sub: string
}

/** A running sandbox. */
export interface Sandbox {
  readonly issuer: string
  /** Origin of the host that asks for client certificates. */
  readonly mtlsOrigin: string
  /** Absolute path of the target file written at start. */
  readonly targetFile: string
  /** Absolute path of the PEM certificate that signed the server's certificate. */
  readonly caFile: string
  readonly users: readonly SandboxUser[]
  readonly defects: readonly DefectId[]
  /** Ends both listeners and all their connections. */
  close(): Promise<void>
}
