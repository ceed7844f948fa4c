import type { Case, Level, Requirement, Suite } from './types.ts'

/** A violation that can be switched on, and the requirements it breaks. */
export interface Violation {
  readonly id: string
  readonly requirement: string
  readonly implies?: readonly string[]
}

/** One requirement with what tests it and what proves that the tests can fail. */
export interface Covered {
  readonly id: string
  readonly spec: string
  readonly level: Level
  readonly subject: Requirement['subject']
  readonly testable: Requirement['testable']
  /** Ids of the cases that have a finding of it. */
  readonly cases: readonly string[]
  /** Ids of the violations that break it. */
  readonly defects: readonly string[]
  /** Why it has no case, or why its cases show only a part; null where there is nothing to say. */
  readonly reason: string | null
}

function add(map: Map<string, string[]>, key: string, id: string): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [id])
  else if (!list.includes(id)) list.push(id)
}

function reasonOf({ reason, supersededBy, subject }: Requirement): string | null {
  if (supersededBy !== undefined) return `replaced by ${supersededBy}`
  return reason ?? (subject === 'client' ? 'asked of clients: no answer of a server can show it' : null)
}

/**
 * Requirement x case x defect, in the order of the registry.
 * @param codesOf requirements that the second finding of a case is about ("refused with the right code") without the case
 *   saying so
 */
export function coverageOf(
  suite: Pick<Suite, 'requirements' | 'cases'>,
  violations: readonly Violation[],
  codesOf: (definition: Case) => readonly string[],
): readonly Covered[] {
  const cases = new Map<string, string[]>()
  for (const definition of suite.cases) {
    for (const requirement of [...definition.refs, ...codesOf(definition)]) add(cases, requirement, definition.id)
  }
  const defects = new Map<string, string[]>()
  for (const { id, requirement } of violations) add(defects, requirement, id)
  for (const { id, implies = [] } of violations) for (const requirement of implies) add(defects, requirement, id)
  return [...suite.requirements.values()].map((requirement) => ({
    id: requirement.id,
    spec: requirement.spec,
    level: requirement.level,
    subject: requirement.subject,
    testable: requirement.testable,
    cases: cases.get(requirement.id) ?? [],
    defects: defects.get(requirement.id) ?? [],
    reason: reasonOf(requirement),
  }))
}

/** Requirements on servers that have neither a case nor a written reason. */
export const gapsIn = (covered: readonly Covered[]): readonly Covered[] =>
  covered.filter(({ cases, reason }) => cases.length === 0 && reason === null)
