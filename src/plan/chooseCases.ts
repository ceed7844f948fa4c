import { globPattern } from '../suite/globPattern.ts'
import type { Case } from '../suite/types.ts'
import { PlanError } from './PlanError.ts'

/** The cases whose id matches one of the globs, or the id in their file of those that `each:` made; all without globs. Throws `PlanError` when none is left. */
export function chooseCases(cases: readonly Case[], globs: readonly string[]): readonly Case[] {
  if (globs.length === 0) return cases
  const patterns = globs.map(globPattern)
  const chosen = cases.filter(({ id, of = id }) => patterns.some((pattern) => pattern.test(id) || pattern.test(of)))
  if (chosen.length > 0) return chosen
  throw new PlanError(`--only ${globs.join(' --only ')} matches no case id. "assay list" shows them all.`)
}
