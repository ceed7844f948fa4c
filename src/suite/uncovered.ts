import type { Requirement, Suite } from './types.ts'

/**
 * Requirements that could be tested from outside but have neither a case nor a written reason (`why`, `no_case`), nor
 * are replaced by another rule. A requirement counts as tested if a case cites it in `refs` or as `code` of a refusal.
 * @param defaultCodes requirements about error codes that refusals cite without saying so
 */
export function uncoveredRequirements(suite: Suite, defaultCodes: Iterable<string> = []): Requirement[] {
  const cited = new Set(defaultCodes)
  for (const { refs, expect } of suite.cases) {
    for (const id of refs) cited.add(id)
    if (expect !== null && expect.code !== null) cited.add(expect.code)
  }
  return [...suite.requirements.values()].filter(({ id, reason, supersededBy }) => {
    return reason === null && supersededBy === undefined && !cited.has(id)
  })
}
