import type { RunResult } from '../verdict/types.ts'

/** Members in the order of the published format; what a later version adds comes after them, by name. */
const order: readonly string[] = [
  ...['schemaVersion', 'run', 'result', 'summary', 'cases'],
  ...[
    'id',
    'variant',
    'title',
    'startedAt',
    'finishedAt',
    'tool',
    'name',
    'version',
    'profile',
    'target',
    'digest',
    'issuer',
  ],
  ...[
    'organisation',
    'application',
    'environment',
    'suiteDigest',
    'targetDigest',
    'accommodations',
    'interrupted',
    'selection',
  ],
  ...['only', 'slow', 'omitted'],
  ...['pass', 'warn', 'fail', 'skip', 'incomplete', 'waived'],
  ...[
    'refs',
    'verdict',
    'reason',
    'origin',
    'attributed',
    'step',
    'startMs',
    'durationMs',
    'exchanges',
    'control',
    'findings',
  ],
  ...['requirement', 'level', 'ok', 'expected', 'observed'],
]
const rank = new Map(order.map((name, index) => [name, index]))

function compare(left: string, right: string): number {
  const difference = (rank.get(left) ?? order.length) - (rank.get(right) ?? order.length)
  return difference !== 0 ? difference : left < right ? -1 : 1
}

/** Objects of one kind have the same names, hundreds of times over. */
const sortings = new Map<string, readonly string[]>()
const MOST_SORTINGS = 500

function sortedNames(names: string[]): readonly string[] {
  const key = names.join('\0')
  const known = sortings.get(key)
  if (known?.length === names.length) return known
  const sorted = names.toSorted(compare)
  if (sortings.size < MOST_SORTINGS) sortings.set(key, sorted)
  return sorted
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered)
  if (typeof value !== 'object' || value === null) return value
  const members = value as Readonly<Record<string, unknown>>
  return Object.fromEntries(sortedNames(Object.keys(members)).map((name) => [name, ordered(members[name])]))
}

/** A part of a run on one line, members in the same order. */
export const orderedJson = (part: unknown): string => JSON.stringify(ordered(part))

/** The text of `run.json`: always the same order of members, so that two runs can be compared line by line. */
export function runJson(result: RunResult): string {
  return `${JSON.stringify(ordered(result), null, 2)}\n`
}
