import { idInFile } from './caseOf.ts'
import type { DefectRun, ProvedCase, Unproven } from './types.ts'

/** Ids of the cases that a defect made fail, warn or note something. */
function provenIds(runs: readonly DefectRun[]): ReadonlySet<string> {
  const ids = new Set<string>()
  for (const { seen, strict } of runs) {
    const before = new Map(strict.map(({ id, broken }) => [id, broken]))
    for (const { id, broken } of seen) {
      if (broken.some((requirement) => !before.get(id)?.includes(requirement))) ids.add(idInFile(id))
    }
  }
  return ids
}

/**
 * Cases that passed whatever was broken: their passes say nothing. Those with a written reason come with it.
 * To be asked of the runs of all defects only.
 */
export function unprovenCases(cases: Iterable<ProvedCase>, runs: readonly DefectRun[]): Unproven[] {
  const proven = provenIds(runs)
  return [...cases].filter(({ id }) => !proven.has(id)).map(({ id, unproven }) => ({ case: id, reason: unproven }))
}
