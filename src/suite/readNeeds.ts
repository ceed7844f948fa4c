import type { XStatic } from 'typebox/schema'
import type { oneCaseSchema } from './caseSchema.ts'
import type { Needs } from './types.ts'

type NeedsYaml = NonNullable<XStatic<typeof oneCaseSchema>['needs']>

/** `needs:` of a file and of a case in one; a key of the case replaces that key of the file, values become lists. */
export function readNeeds(file: NeedsYaml | undefined, own: NeedsYaml | undefined): Needs {
  const merged = { ...file, ...own }
  return Object.fromEntries(Object.entries(merged).map(([key, value]) => [key, Array.isArray(value) ? value : [value]]))
}
