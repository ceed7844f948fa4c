import { caseOf } from './caseOf.ts'
import type { DefectProof, DefectRun, Fate, ProvedCase, Sighting } from './types.ts'

/** What a case shows that it did not show against the strict sandbox. */
interface Change {
  readonly seen: Sighting
  readonly broken: readonly string[]
}

/** Verdicts that a run must not have lost: a case that no longer tells anything has changed, too. */
const silent: ReadonlySet<string> = new Set(['incomplete', 'skip'])

function changeOf(seen: Sighting, strict: Sighting | undefined): Change | null {
  const broken = seen.broken.filter((requirement) => !strict?.broken.includes(requirement))
  const lost = silent.has(seen.verdict) && seen.verdict !== strict?.verdict
  return broken.length > 0 || lost ? { seen, broken } : null
}

function fateOf(killers: number, changes: number): Fate {
  if (killers > 0) return 'killed'
  return changes > 0 ? 'killedOther' : 'survived'
}

/**
 * Compares the run against a broken sandbox with the one against the strict sandbox.
 *
 * The defect is killed if a case has a broken finding of exactly its requirement: a failure for another reason proves
 * nothing about the rule. A changed case is collateral if neither what it cites nor what it found broken is the requirement
 * or one that the defect says it implies. A case may be left out where what it is about is gone; and where the defect takes
 * something away from everybody (`blocks`), others may no longer be able to tell, but they may not complain.
 */
export function classifyDefect(run: DefectRun, cases: ReadonlyMap<string, ProvedCase>): DefectProof {
  const { defect, variant, problem } = run
  const { requirement } = defect
  const expected = new Set([requirement, ...defect.implies])
  const before = new Map(run.strict.map((sighting) => [sighting.id, sighting]))
  const changes = run.seen.map((seen) => changeOf(seen, before.get(seen.id))).filter((change) => change !== null)
  const isWitness = ({ seen }: Change): boolean => caseOf(cases, seen.id)?.witness ?? false
  const own = changes.filter((change) => !isWitness(change))
  const kills = (change: Change): boolean => change.broken.includes(requirement)
  const mayChange = ({ seen, broken }: Change): boolean =>
    [...broken, ...(caseOf(cases, seen.id)?.refs ?? [])].some((id) => expected.has(id))
  // That a case is left out is visible with its reason, and right where what it is about is not there.
  const isBlocked = ({ seen, broken }: Change): boolean =>
    broken.length === 0 && (defect.blocks !== null || seen.verdict === 'skip')
  const others = own.filter((change) => !kills(change))
  const strangers = others.filter((change) => !mayChange(change))
  const ids = (list: readonly Change[]): string[] => list.map(({ seen }) => seen.id)
  const killers = changes.filter(kills)
  return {
    id: defect.id,
    requirement,
    title: defect.title,
    variant,
    fate: fateOf(killers.length, changes.length),
    killedBy: ids(killers),
    alsoChanged: ids(others.filter(mayChange)),
    blocked: ids(strangers.filter(isBlocked)),
    witnesses: ids(changes.filter((change) => isWitness(change) && !kills(change))),
    collateral: strangers
      .filter((change) => !isBlocked(change))
      .map(({ seen: { id, verdict, reason }, broken }) => ({ case: id, verdict, reason, broken })),
    problem,
  }
}
