import { codeRequirementsOf } from '../checks/expectation.ts'
import { listDefects } from '../sandbox/defects.ts'
import { coverageOf } from '../suite/coverageOf.ts'
import type { Suite } from '../suite/types.ts'
import { loadCases } from './loadCases.ts'
import type { Coverage, ListOptions } from './types.ts'

/** What the sets of a profile ask; everything where it names none. */
function askedBy({ requirements, sets }: Suite, isProfile: boolean): ReadonlySet<string> {
  const named = [...sets.values()].flatMap((set) => set.requirements)
  return new Set(isProfile && named.length > 0 ? named : requirements.keys())
}

/**
 * `assay list --coverage`: every requirement with its cases and defects, or why it has none; with a profile those of its
 * requirement sets, with globs those that the chosen cases are about. Throws `InputError` or `PlanError`.
 */
export async function listCoverage(options: ListOptions): Promise<Coverage> {
  const { suite, cases } = loadCases(options)
  const asked = askedBy(suite, options.profile !== undefined)
  const isChosen = (options.only ?? []).length > 0
  const { requirements } = suite
  const covered = coverageOf({ requirements, cases }, listDefects(), codeRequirementsOf)
  return { requirements: covered.filter((one) => asked.has(one.id) && (!isChosen || one.cases.length > 0)) }
}
