import type { Requirement, Suite } from './types.ts'

/**
 * Requirements that could be tested from outside but have neither a case nor a written reason (`why`, `no_case`), nor
 * are replaced by another rule.
 */
export function uncoveredRequirements(suite: Suite): Requirement[] {
  const cited = new Set(suite.cases.flatMap(({ refs }) => refs))
  const replaced = (requirement: Requirement) => requirement.supersededBy !== undefined
  return [...suite.requirements.values()].filter((requirement) => {
    return requirement.reason === null && !cited.has(requirement.id) && !replaced(requirement)
  })
}
