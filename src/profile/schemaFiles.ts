import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { note, type ProfileReader } from './profileReader.ts'
import type { Api, Endpoint, ProfileFile, SchemaRef } from './types.ts'

const keyOf = ({ kind }: SchemaRef): string => (kind === 'schema' ? 'schema' : 'operation')

/** Where a complaint about the schema of an endpoint belongs: the nearest file that has the endpoint. */
function spotOf({ layers }: ProfileReader, { id, schema }: Endpoint) {
  const layer = layers.find(({ yaml }) => yaml.api?.endpoints?.[id] !== undefined)
  return layer && schema && { layer, path: ['api', 'endpoints', id, keyOf(schema)] }
}

/** The schema and API documents of the endpoints, each once; one that cannot be read is noted. */
export function schemaFiles(reader: ProfileReader, api: Api | null): readonly ProfileFile[] {
  const found = new Map<string, ProfileFile>()
  for (const endpoint of api?.endpoints ?? []) {
    const { schema } = endpoint
    if (schema === null || found.has(schema.file)) continue
    try {
      const digest = `sha256:${createHash('sha256').update(readFileSync(schema.file)).digest('hex')}`
      found.set(schema.file, { path: schema.file, digest })
    } catch (error) {
      const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error)
      const spot = spotOf(reader, endpoint)
      const message = `the file of the schema cannot be read (${reason})`
      const hint = 'paths are relative to the profile'
      if (spot) note(reader, spot, { message, expected: 'a JSON Schema or OpenAPI document', seen: schema.file, hint })
    }
  }
  return [...found.values()]
}
