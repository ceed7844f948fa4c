/** The part of JSON Schema 2020-12 that the file formats are written in; `checkSchema` understands all of it. */
export interface Schema {
  readonly $schema?: string
  readonly $id?: string
  readonly title?: string
  /** What the value is, in words that fit behind "expected: ". */
  readonly description?: string
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'boolean'
  readonly const?: string | number | boolean
  readonly enum?: readonly (string | boolean)[]
  readonly pattern?: string
  /** Name of a rule that a schema cannot say; see `Formats`. */
  readonly format?: string
  readonly minLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | Schema
  readonly minProperties?: number
  readonly items?: Schema
  readonly minItems?: number
  readonly uniqueItems?: boolean
  readonly anyOf?: readonly Schema[]
  readonly default?: unknown
  readonly examples?: readonly unknown[]
}
