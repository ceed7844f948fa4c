import type { XStatic } from 'typebox/schema'
import type { attackerModelSchema, requirementFileSchema, sourcesFileSchema } from './requirementSchema.ts'
import type { Requirement, Source } from './types.ts'

export type RequirementFileYaml = XStatic<typeof requirementFileSchema>
export type RequirementYaml = RequirementFileYaml['requirements'][number]
export type SourcesFileYaml = XStatic<typeof sourcesFileSchema>
export type SpecYaml = SourcesFileYaml['sources'][string]
export type AttackerModelYaml = XStatic<typeof attackerModelSchema>
export type Attacker = Requirement['attackers'][number]

/** URL of a clause: the entry's own anchor, else the spec's prefix and the clause number. */
function clauseUrl(spec: SpecYaml, yaml: RequirementYaml): string | null {
  if (spec.url === undefined) return null
  return `${spec.url}#${yaml.anchor ?? (spec.clause_anchor ?? 'section-') + yaml.clause}`
}

/** A requirement as the rest of the program sees it: `shall` and `shall-not` are `must`. */
export function readRequirement(
  name: string,
  spec: SpecYaml,
  yaml: RequirementYaml,
  attackers: readonly Attacker[],
  source: Source,
): Requirement {
  return {
    id: yaml.id,
    spec: name,
    specTitle: spec.title,
    clause: yaml.clause,
    url: clauseUrl(spec, yaml),
    subject: yaml.subject,
    level: yaml.level === 'shall' || yaml.level === 'shall-not' ? 'must' : yaml.level,
    applies: yaml.applies,
    endpoint: yaml.endpoint,
    text: yaml.text,
    testable: yaml.testable,
    reason: yaml.no_case ?? yaml.why ?? null,
    note: yaml.note ?? null,
    attackers,
    source,
    ...(yaml.superseded_by === undefined ? {} : { supersededBy: yaml.superseded_by }),
    ...(yaml.informative === undefined ? {} : { informative: true }),
  }
}

/** Attackers and goals by requirement id. */
export function attackersByRequirement(models: readonly AttackerModelYaml[]): ReadonlyMap<string, readonly Attacker[]> {
  const all = new Map<string, Attacker[]>()
  for (const { id, text, requirements } of models.flatMap((model) => [...model.attackers, ...model.goals])) {
    for (const requirement of requirements) all.set(requirement, [...(all.get(requirement) ?? []), { id, text }])
  }
  return all
}
