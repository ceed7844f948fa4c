import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'

const read = (name: string): Readonly<Record<string, unknown>> =>
  JSON.parse(readFileSync(join(import.meta.dirname, 'schemas', name), 'utf8'))

const ajvOf = (): Ajv => {
  const ajv = new Ajv({ strict: false, allErrors: true })
  addFormats.default(ajv)
  return ajv
}

/** Ajv knows no draft 04; these schemas use nothing of it that later drafts read otherwise, but for the name of `id`. */
function modern({ $schema: _, id: __, ...schema }: Readonly<Record<string, unknown>>): object {
  return schema
}

/** Tags have brackets, which RFC 3986 does not want in a query; the browsers that open a HAR read URLs by the URL Standard. */
function harSchema(): ValidateFunction {
  const ajv = ajvOf()
  ajv.addFormat('uri', (text: string) => URL.canParse(text))
  const schemas = read('har-1.2.schemas.json') as unknown as readonly Readonly<Record<string, unknown>>[]
  for (const schema of schemas) ajv.addSchema(modern(schema))
  return ajv.getSchema('har.json') ?? ajv.compile({ $ref: 'har.json#' })
}

const validators: Readonly<Record<string, () => ValidateFunction>> = {
  sarif: () => ajvOf().compile(modern(read('sarif-2.1.0.schema.json'))),
  ctrf: () => ajvOf().compile(read('ctrf.schema.json')),
  oscal: () => ajvOf().compile(read('oscal-assessment-results.schema.json')),
  har: harSchema,
}

/** What the official schema of a format has against a text; empty: nothing. */
export function schemaErrors(format: string, text: string): readonly string[] {
  const validate = validators[format]?.()
  if (validate === undefined) throw new Error(`there is no schema for "${format}"`)
  if (validate(JSON.parse(text))) return []
  return (validate.errors ?? [])
    .map(({ instancePath, message }: ErrorObject) => `${instancePath} ${message}`)
    .slice(0, 20)
}
