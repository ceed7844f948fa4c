// Writes the published JSON Schemas to schemas/. Run it after a change of a schema: node scripts/schemas.ts
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { schemaFiles } from './schemaFiles.ts'

const folder = join(import.meta.dirname, '../schemas')
for (const [name, text] of Object.entries(schemaFiles)) writeFileSync(join(folder, name), text)
