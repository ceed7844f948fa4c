import type { Path, YamlDocument } from '../yaml/types.ts'

/** One thing that is wrong with a payload. Holds no value of the payload: values may be personal data. */
export interface SchemaFailure {
  /** JSON pointer (RFC 6901) to the value in the payload; empty: the whole. Names that may be data are masked. */
  readonly pointer: string
  readonly expected: string
  readonly observed: string
  /** Where the rule stands: file name and JSON pointer, e.g. `accounts.json#/properties/id/type`. */
  readonly rule: string
}

/** What a schema says about a value. */
export interface SchemaJudgement {
  /** The first failures, at most 20, in the order of the payload as far as the schema allows; empty: the value is valid. */
  readonly failures: readonly SchemaFailure[]
  /** Failures beyond those: a number, or null when the payload is so large that only the first one was looked for. */
  readonly more: number | null
}

/** A schema, checked and compiled, with everything it refers to. */
export interface PayloadSchema {
  /** For people: `accounts.json`, `openapi.yaml listAccounts 200 application/json`. */
  readonly title: string
  /** Absolute paths of all files it was read from, the first is its own. */
  readonly files: readonly string[]
  /** Judges a parsed JSON value. Pure, in time linear in the size of the value (but for what `pattern`s cost). */
  check(value: unknown): SchemaJudgement
}

/** What an API document says about the body of one response. */
export type ResponseRule =
  | { readonly kind: 'schema'; readonly schema: PayloadSchema }
  /** The response is described without a body, or its media type without a schema: nothing is asked. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'unknown-status'; readonly known: readonly string[] }
  | { readonly kind: 'unknown-type'; readonly known: readonly string[] }

/** A parameter of an operation, that of the path included. */
export interface Parameter {
  readonly name: string
  readonly in: string
  readonly required: boolean
}

/** One operation of an OpenAPI document. */
export interface Operation {
  readonly id: string
  /** In capital letters. */
  readonly method: string
  /** Path template as in the document, e.g. `/accounts/{accountId}`. */
  readonly path: string
  readonly parameters: readonly Parameter[]
  /** Absolute paths of all files that the operation was read from, the document first. */
  readonly files: readonly string[]
  /**
   * What the body of a response has to be.
   * @param mediaType `type/subtype` without parameters; null: the response named none
   */
  response(status: number, mediaType: string | null): ResponseRule
}

/** A place in a schema file. */
export interface Spot {
  readonly document: YamlDocument
  readonly path: Path
}

/** How the schemas of a document are to be read. */
export type Dialect = 'openapi-3.0' | 'draft-07' | '2019-09' | '2020-12'
