import type { CaseView } from './caseViews.ts'
import { type Look, looks } from './words.ts'

/** What tells most about a requirement; a skipped case says nothing if another one ran. */
function worst(views: readonly CaseView[]): Look {
  return looks.find((look) => views.some((view) => view.look === look)) ?? 'skip'
}

/**
 * What the findings say about one requirement in one case: a case that fails for one requirement may well have shown that
 * another one is met.
 */
export function lookFor(view: CaseView, requirement: string): Look {
  const findings = view.result.findings.filter((finding) => finding.requirement === requirement)
  if (findings.length === 0) return view.look
  const level = findings.find(({ ok }) => !ok)?.level
  if (level === undefined) return view.result.verdict === 'incomplete' ? 'incomplete' : 'pass'
  if (level === 'may') return 'pass'
  return view.look === 'waived' ? 'waived' : level === 'must' ? 'fail' : 'warn'
}

/** What all cases together say about one requirement. */
export function requirementLook(views: readonly CaseView[], requirement: string): Look {
  const rated = views.map((view) => lookFor(view, requirement))
  return looks.find((look) => rated.includes(look)) ?? worst(views)
}

/** The cases that say something about each requirement, by its id. */
export function viewsByRequirement(views: readonly CaseView[]): ReadonlyMap<string, readonly CaseView[]> {
  const found = new Map<string, CaseView[]>()
  for (const view of views) {
    for (const { id } of view.requirements) {
      const known = found.get(id)
      if (known === undefined) found.set(id, [view])
      else known.push(view)
    }
  }
  return found
}
