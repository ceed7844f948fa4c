import type { Baseline, BaselineEntry } from '../profile/baselineTypes.ts'
import type { CaseResult } from './types.ts'
import { hasExpired, isAbout, isKnown } from './waive.ts'

/** One case in one variant. */
export interface Planned {
  readonly id: string
  readonly variant: string
}

const advice = 'remove the entry from the baseline'

/** What became of the cases of an entry: `2 pass, 1 skip`. */
function tally(results: readonly CaseResult[]): string {
  const counts = new Map<string, number>()
  for (const { verdict } of results) counts.set(verdict, (counts.get(verdict) ?? 0) + 1)
  return [...counts].map(([verdict, count]) => `${count} ${verdict}`).join(', ')
}

function faultOf(
  entry: BaselineEntry,
  results: readonly CaseResult[],
  planned: readonly Planned[],
  now: number,
): string | null {
  if (hasExpired(entry, now)) {
    return `it expired on ${entry.expires}: have the server mended and ${advice}, or agree on a later date with ${entry.owner}`
  }
  const about = planned.filter((one) => isAbout(entry, one))
  if (about.length === 0) {
    return `it matches no case of this profile and target: correct "case" or "variant" ("assay list" shows all cases), or ${advice}`
  }
  const seen = results.filter((result) => isAbout(entry, result))
  if (seen.some((result) => isKnown(entry, result))) return null
  // Cases left out of this run, or without an answer, may still fail.
  if (seen.length < about.length || seen.some(({ verdict }) => verdict === 'incomplete')) return null
  const subject = entry.requirement === null ? 'nothing it is about fails' : `no finding of ${entry.requirement} fails`
  return `${subject} any more (${tally(seen)}): ${advice}`
}

function resultOf(baseline: string, entry: BaselineEntry, number: number, fault: string): CaseResult {
  const about = `${entry.case}${entry.variant === '*' ? '' : ` in ${entry.variant}`}`
  return {
    id: `baseline-entry-${number}`,
    variant: '*',
    title: `Entry ${number} of baseline ${baseline} is in use`,
    refs: [],
    verdict: 'fail',
    reason: `baseline ${baseline}, line ${entry.line}, ${about}: ${fault}`,
    attributed: 'config',
    step: null,
    durationMs: 0,
    startMs: 0,
    exchanges: [],
    control: null,
    findings: [],
  }
}

/**
 * One failure per entry of a baseline that has expired, matches nothing, or no longer fails: a list of known failures that
 * nobody tends hides new ones. Pure.
 * @param results of the run
 * @param planned every case in every variant, also those that `--only` and `--no-slow` leave out
 * @param now Unix epoch in ms
 */
export function baselineFaults(
  baseline: Baseline,
  results: readonly CaseResult[],
  planned: readonly Planned[],
  now: number,
): readonly CaseResult[] {
  return baseline.entries.flatMap((entry, index) => {
    const fault = faultOf(entry, results, planned, now)
    return fault === null ? [] : [resultOf(baseline.id, entry, index + 1, fault)]
  })
}
