import type { RecordedRun } from '../evidence/types.ts'
import type { Case, Requirement } from '../suite/types.ts'
import type { CaseResult } from '../verdict/types.ts'
import type { Exchange } from '../wire/types.ts'
import { type Look, lookOf } from './words.ts'

/** A case result with everything that is recorded about it. */
export interface CaseView {
  readonly result: CaseResult
  readonly look: Look
  /** The case as data; null for one that the recorded suite does not hold (a control). */
  readonly entry: Case | null
  /** Suite area, from the case file: `security-profile.par`. */
  readonly area: string
  /** Requirements of its refs and findings that are recorded, without repeats. */
  readonly requirements: readonly Requirement[]
  readonly exchanges: readonly Exchange[]
  /** Unique id for links, safe in a URL. */
  readonly anchor: string
}

function areaOf(entry: Case | null, variant: string): string {
  if (entry === null) return variant === '*' ? 'baseline' : 'controls'
  const words = entry.source.file
    .replace(/\.ya?ml$/, '')
    .split(/[/\\]+/)
    .filter((word) => word !== '' && word !== '.')
  return words.slice(-2).join('.') || 'cases'
}

const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60)

/** Joins the results of a run with cases, requirements and exchanges, in the order of the results. */
export function caseViews({ result, suite, exchanges }: RecordedRun): readonly CaseView[] {
  const entries = new Map(suite.cases.map((entry) => [entry.id, entry]))
  const requirements = new Map(suite.requirements.map((entry) => [entry.id, entry]))
  const byId = new Map(exchanges.map((exchange) => [exchange.id, exchange]))
  return result.cases.map((entry, index) => {
    const found = entries.get(entry.id) ?? null
    const ids = new Set([...entry.refs, ...entry.findings.map(({ requirement }) => requirement)])
    return {
      result: entry,
      look: lookOf(entry),
      entry: found,
      area: areaOf(found, entry.variant),
      requirements: [...ids].flatMap((id) => requirements.get(id) ?? []),
      exchanges: entry.exchanges.flatMap((id) => byId.get(id) ?? []),
      anchor: `case-${index + 1}-${slug(entry.id)}`,
    }
  })
}

/** The views that are shown alike: those of a verdict that are not waived, or all that are. */
export function ofLook(views: readonly CaseView[], look: Look): readonly CaseView[] {
  return views.filter((view) => view.look === look)
}

/** Groups in order of first appearance. */
export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  }
  return groups
}

/** True where a run covers more than one variant, so that a case id alone does not say which result is meant. */
export function hasVariants({ result }: RecordedRun): boolean {
  // What is about the whole run (an entry of the baseline) is no variant of its own.
  return new Set(result.cases.map(({ variant }) => variant).filter((variant) => variant !== '*')).size > 1
}
