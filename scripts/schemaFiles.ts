import { registrySchema } from '../src/directory/registrySchema.ts'
import { baselineSchema } from '../src/profile/baselineSchema.ts'
import { fleetSchema } from '../src/profile/fleetSchema.ts'
import { profileSchema } from '../src/profile/profileSchema.ts'
import { targetSchema } from '../src/profile/targetSchema.ts'
import { caseFileSchema } from '../src/suite/caseSchema.ts'
import { controlsSchema } from '../src/suite/controlsSchema.ts'
import { attackerModelSchema, requirementFileSchema, sourcesFileSchema } from '../src/suite/requirementSchema.ts'
import { requirementSetSchema } from '../src/suite/setSchema.ts'
import { attestationSchema } from './attestationSchema.ts'
import { runSchema } from './runSchema.ts'

const schemas: Readonly<Record<string, object>> = {
  profile: profileSchema,
  target: targetSchema,
  cases: caseFileSchema,
  requirements: requirementFileSchema,
  sources: sourcesFileSchema,
  'attacker-model': attackerModelSchema,
  'requirement-set': requirementSetSchema,
  controls: controlsSchema,
  baseline: baselineSchema,
  fleet: fleetSchema,
  registry: registrySchema,
  run: runSchema,
  attestation: attestationSchema,
}

/** `format` names rules of our own loaders; validators refuse formats they do not know, so they are not published. */
const publish = (key: string, value: unknown) => (key === 'format' && typeof value === 'string' ? undefined : value)

/** Content of each published schema file by its name. The loaders check by the same objects. */
export const schemaFiles: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(schemas).map(([name, schema]) => [`${name}.schema.json`, `${JSON.stringify(schema, publish, 2)}\n`]),
)
