import type { Schema } from '../yaml/schema.ts'
import type { Complaint, YamlDocument } from '../yaml/types.ts'
import { caseFileSchema } from './caseSchema.ts'
import { complaint } from './complaints.ts'
import { controlsSchema } from './controlsSchema.ts'
import { attackerModelSchema, requirementFileSchema, sourcesFileSchema } from './requirementSchema.ts'
import { requirementSetSchema } from './setSchema.ts'

export type FileKind = 'cases' | 'requirements' | 'sources' | 'attacker-model' | 'requirement-set' | 'controls'

/** Schema of each kind of file. */
export const schemaOfKind: Readonly<Record<FileKind, Schema>> = {
  cases: caseFileSchema,
  requirements: requirementFileSchema,
  sources: sourcesFileSchema,
  'attacker-model': attackerModelSchema,
  'requirement-set': requirementSetSchema,
  controls: controlsSchema,
}

/** The key by which a kind of file is recognised, and a second one for when that is missing or misspelled. */
const marks: readonly (readonly [key: string, kind: FileKind])[] = [
  // First: a set lists requirements under the same key as a requirement file.
  ['set', 'requirement-set'],
  ['cases', 'cases'],
  ['requirements', 'requirements'],
  ['sources', 'sources'],
  ['attackers', 'attacker-model'],
  // Read by `loadControls`: tags are no part of what is tested.
  ['controls', 'controls'],
  ['suite', 'cases'],
  ['spec', 'requirements'],
  ['model', 'attacker-model'],
]

/** What kind of file this is, by its head keys; a complaint if it is none. */
export function kindOf(document: YamlDocument): FileKind | Complaint {
  const { value } = document
  const hint =
    'a case file starts with "suite: <folder>/<file>", a requirement file with "spec: <name>", a requirement set with "set: <id>"'
  if (value === null || value === undefined) return complaint('the file is empty', 'a mapping', null, hint)
  if (typeof value !== 'object' || Array.isArray(value))
    return complaint('the file is not a mapping', 'a mapping', null, hint)
  const found = marks.find(([key]) => Object.hasOwn(value, key))
  if (found !== undefined) return found[1]
  const keys = Object.keys(value)
  return complaint(
    'this is no suite file',
    'one of the keys cases, requirements, sources, attackers, set, controls',
    keys.join(', ') || null,
    hint,
  )
}
