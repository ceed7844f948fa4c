import { basename } from 'node:path'
import type { XStatic } from 'typebox/schema'
import type { Formats } from '../yaml/checkSchema.ts'
import { complaint, unknownName } from './complaints.ts'
import { checkForm, type Gathered } from './gather.ts'
import type { requirementSetSchema } from './setSchema.ts'
import type { RequirementSet } from './types.ts'

type SetYaml = XStatic<typeof requirementSetSchema>

/**
 * Reads the requirement sets; what is wrong goes to the issues of `gathered`: a set that names an unknown id says nothing.
 * @param ids of all requirements
 */
export function loadSets(gathered: Gathered, ids: ReadonlySet<string>): ReadonlyMap<string, RequirementSet> {
  const { documents, issues, isComplete } = gathered
  const formats: Formats = {
    requirement: (text) => (ids.has(text) || !isComplete ? null : unknownName('requirement', text, ids)),
  }
  const sets = new Map<string, RequirementSet>()
  for (const document of documents['requirement-set']) {
    if (checkForm('requirement-set', document, formats, issues).length > 0) continue
    const yaml = document.value as SetYaml
    const name = basename(document.file).replace(/\.ya?ml$/, '')
    const earlier = sets.get(yaml.set)
    if (yaml.set !== name) {
      const found = complaint('"set" is not the name of this file', name, yaml.set, `write "set: ${name}"`)
      issues.push(document.issue({ ...found, path: ['set'], anchor: 'value' }))
    } else if (earlier !== undefined) {
      const found = complaint(`set "${name}" is described twice`, null, `first in ${earlier.source.file}`, 'rename one')
      issues.push(document.issue({ ...found, path: ['set'], anchor: 'value' }))
    }
    sets.set(yaml.set, {
      id: yaml.set,
      title: yaml.title,
      date: yaml.date,
      requirements: yaml.requirements,
      source: { file: document.file, ...document.position([], 'value') },
    })
  }
  return sets
}
