import type { BaselineEntry } from '../profile/baselineTypes.ts'
import { globPattern } from '../suite/globPattern.ts'
import type { CaseResult, Finding, Waiver } from './types.ts'

const dayMs = 86_400_000

/** The end of the last day on which an entry counts, Unix epoch in ms. */
export const endOfDay = (day: string): number => Date.parse(`${day}T00:00:00Z`) + dayMs - 1

export const hasExpired = (entry: BaselineEntry, now: number): boolean => now > endOfDay(entry.expires)

/** True if the entry is about this case in this variant. */
export const isAbout = (entry: BaselineEntry, result: { readonly id: string; readonly variant: string }): boolean =>
  globPattern(entry.case).test(result.id) && globPattern(entry.variant).test(result.variant)

/** The findings that made the verdict what it is; empty where there is nothing to waive. What could not be told never is. */
function weighing({ verdict, findings }: CaseResult): readonly Finding[] {
  if (verdict !== 'fail' && verdict !== 'warn') return []
  const level = verdict === 'fail' ? 'must' : 'should'
  return findings.filter((finding) => !finding.ok && finding.level === level)
}

/** True if what the entry knows about is what this case found. */
export function isKnown(entry: BaselineEntry, result: CaseResult): boolean {
  if (!isAbout(entry, result)) return false
  const found = weighing(result)
  return entry.requirement === null
    ? found.length > 0
    : found.some(({ requirement }) => requirement === entry.requirement)
}

/** Entries that together cover everything that weighs; null: something is not covered. */
function covering(entries: readonly BaselineEntry[], found: readonly Finding[]): readonly BaselineEntry[] | null {
  const whole = entries.find((entry) => entry.requirement === null)
  if (whole) return [whole]
  const used = found.map(({ requirement }) => entries.find((entry) => entry.requirement === requirement))
  const known = used.filter((entry) => entry !== undefined)
  return known.length < used.length ? null : [...new Set(known)]
}

function waiverOf(entries: readonly BaselineEntry[]): Waiver {
  const joined = (texts: readonly string[], by: string): string => [...new Set(texts)].join(by)
  return {
    reason: joined(
      entries.map(({ reason }) => reason),
      '; ',
    ),
    owner: joined(
      entries.map(({ owner }) => owner),
      ', ',
    ),
    expires: entries.map(({ expires }) => expires).sort()[0] ?? '',
  }
}

/**
 * Marks a failure or warning that the baseline knows. The verdict stays; it only no longer decides the result of the run.
 * An entry that names a requirement waives a case only if every other finding that weighs is covered, too.
 * @param entries those that have not expired
 */
export function waive(result: CaseResult, entries: readonly BaselineEntry[]): CaseResult {
  const found = weighing(result)
  if (found.length === 0) return result
  const used = covering(
    entries.filter((entry) => isKnown(entry, result)),
    found,
  )
  return used === null ? result : { ...result, waived: waiverOf(used) }
}
