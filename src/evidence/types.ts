import type { ControlMap } from '../suite/controlTypes.ts'
import type { Case, Requirement } from '../suite/types.ts'
import type { RunResult } from '../verdict/types.ts'
import type { Exchange } from '../wire/types.ts'

declare const redacted: unique symbol

/**
 * Something that came through the redactor. Everything that writes or draws takes only this type, so that a secret cannot
 * reach the disk or a report by a forgotten call: it does not compile.
 */
export type Redacted<T> = T & { readonly [redacted]: true }

/** What a secret is; part of its tag. */
export type SecretKind =
  | 'access_token'
  | 'client_secret'
  | 'code'
  | 'code_verifier'
  | 'cookie'
  | 'credentials'
  | 'field'
  | 'claim'
  | 'jwt'
  | 'opaque'
  | 'password'
  | 'private_key'
  | 'refresh_token'
  | 'request_uri'
  | 'secret'
  | 'token'

/**
 * Where a value stood, which decides what happens to a name that no table knows:
 * `oauth` endpoints of the authorization server, `page` what the end user sees and posts, `payload` the API's own data,
 * `metadata` discovery documents and key sets.
 */
export type Place = 'oauth' | 'page' | 'payload' | 'metadata'

/**
 * What the single redactors share: they recognise, the door decides and remembers. Each method takes text in clear and
 * gives text that may be written.
 */
export interface Door {
  /** The tag of a secret value; the same value has the same tag everywhere in a run. */
  hide(kind: SecretKind, value: string): string
  /** Notes a value that is public although it looks random (a key id, a thumbprint, `state`). */
  show(value: string): void
  /** True where the value was shown and is not known as a secret. */
  isShown(value: string): boolean
  /** Free text: known secrets and everything that looks like one; `random` also hides unknown random-looking words. */
  text(text: string, random: boolean): string
  /** The decoded value of a parameter, field, member or claim. */
  named(name: string, value: string, place: Place): string
  /** The mask of a payload's value that may be about a person, by its name and looks; null: it may be shown. */
  mask(name: string, value: string): string | null
  /** The name of a parameter, member or claim: words of the protocol stay even if somebody's password is one of them. */
  name(name: string): string
  /** A compact JWS or JWE: header, names and harmless values stay, the rest becomes tags. */
  jwt(compact: string): string
  /** JSON text, its white space and order kept; null where it is not JSON. */
  json(text: string, place: Place): string | null
  /** As much of a text as is the start of JSON; the rest, which nobody could tell the names of, becomes its length. */
  startOfJson(text: string, place: Place): string
  /** An absolute or relative URL. */
  url(url: string, place: Place): string
}

/** The requirements and cases a run used, kept in its folder so that every report can be redrawn later. */
export interface RecordedSuite {
  readonly schemaVersion: 1
  /** `sha256:...` of the suite files. */
  readonly digest: string
  readonly requirements: readonly Requirement[]
  readonly cases: readonly Case[]
  /** Absent in runs of before there were tags. */
  readonly controls?: ControlMap
}

/** A picture of a page the end user would have seen. */
export interface Screenshot {
  readonly caseId: string
  readonly variant: string
  readonly step: string
  readonly png: Uint8Array
}

/** A screenshot with its place below the run folder, e.g. `screenshots/001-authorize-cancelled.png`. */
export interface RecordedScreenshot extends Screenshot {
  readonly file: string
}

/** All that is recorded of a run: what a run folder holds and what every report is drawn from. */
export interface RecordedRun {
  readonly result: Redacted<RunResult>
  readonly exchanges: readonly Redacted<Exchange>[]
  readonly suite: RecordedSuite
  readonly screenshots: readonly RecordedScreenshot[]
}
