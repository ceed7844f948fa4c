import type { Formats } from '../yaml/checkSchema.ts'
import { complaint, unknownName } from './complaints.ts'
import { checkForm, type Entry, entriesOf, type Gathered, uniqueIds } from './gather.ts'
import {
  type AttackerModelYaml,
  attackersByRequirement,
  type RequirementYaml,
  readRequirement,
  type SourcesFileYaml,
  type SpecYaml,
} from './readRequirement.ts'
import type { Requirement } from './types.ts'

export interface LoadedRequirements {
  readonly requirements: ReadonlyMap<string, Requirement>
  /** Ids of all entries, also of those whose form is wrong, so that one mistake is reported once. */
  readonly ids: ReadonlySet<string>
}

/** Reads sources, requirements and attacker models; what is wrong goes to the issues of `gathered`. */
export function loadRequirements(gathered: Gathered): LoadedRequirements {
  const { documents, issues, isComplete } = gathered
  const specs = loadSpecs(gathered)
  const areSpecsKnown = isComplete && issues.length === 0
  const formats: Formats = {
    spec: (text) => (specs.has(text) || !areSpecsKnown ? null : unknownName('spec', text, specs.keys())),
  }
  const entries: (Entry & { readonly spec: string })[] = []
  for (const document of documents.requirements) {
    const spec = String(Reflect.get(Object(document.value), 'spec'))
    const findings = checkForm('requirements', document, formats, issues)
    for (const entry of entriesOf(document, 'requirements', findings)) entries.push({ ...entry, spec })
  }
  const ids = uniqueIds('requirement', entries, issues)
  for (const entry of entries) {
    const replaced: unknown = Reflect.get(Object(entry.value), 'superseded_by')
    if (typeof replaced !== 'string' || ids.has(replaced) || !isComplete) continue
    const found = unknownName('requirement', replaced, ids)
    issues.push(entry.document.issue({ ...found, path: [...entry.path, 'superseded_by'], anchor: 'value' }))
  }
  const attackers = attackersByRequirement(
    loadModels(gathered, { ...formats, requirement: reference(ids, isComplete) }),
  )
  const requirements = new Map<string, Requirement>()
  for (const { document, path, value, ok, spec } of entries) {
    const source = specs.get(spec)
    if (!ok || source === undefined) continue
    const yaml = value as RequirementYaml
    const place = { file: document.file, ...document.position(path, 'value') }
    requirements.set(yaml.id, readRequirement(spec, source, yaml, attackers.get(yaml.id) ?? [], place))
  }
  return { requirements, ids }
}

function reference(ids: ReadonlySet<string>, isComplete: boolean) {
  return (text: string) => (ids.has(text) || !isComplete ? null : unknownName('requirement', text, ids))
}

function loadSpecs({ documents, issues }: Gathered): ReadonlyMap<string, SpecYaml> {
  const specs = new Map<string, SpecYaml>()
  const places = new Map<string, string>()
  for (const document of documents.sources) {
    if (checkForm('sources', document, {}, issues).length > 0) continue
    for (const [name, spec] of Object.entries((document.value as SourcesFileYaml).sources)) {
      const earlier = places.get(name)
      if (earlier === undefined) {
        specs.set(name, spec)
        places.set(name, document.file)
        continue
      }
      const found = complaint(`spec "${name}" is described twice`, null, `first in ${earlier}`, 'remove one of the two')
      issues.push(document.issue({ ...found, path: ['sources', name], anchor: 'key' }))
    }
  }
  return specs
}

function loadModels({ documents, issues }: Gathered, formats: Formats): readonly AttackerModelYaml[] {
  return documents['attacker-model'].flatMap((document) => {
    const findings = checkForm('attacker-model', document, formats, issues)
    return findings.length === 0 ? [document.value as AttackerModelYaml] : []
  })
}
