import type { RecordedRun } from '../evidence/types.ts'
import type { RunResult } from '../verdict/types.ts'
import { keyFacts } from './keyFacts.ts'
import { metadataFacts } from './metadataFacts.ts'
import { plainNaming, roleNaming } from './naming.ts'
import { scopeFacts } from './scopeFacts.ts'
import { shapeFacts } from './shapeFacts.ts'
import { tlsFacts } from './tlsFacts.ts'
import type { Change, Direction, Fact, Naming, RunDiff, Side } from './types.ts'
import { settingFacts, verdictFacts } from './verdictFacts.ts'

const SOURCES: readonly ((run: RecordedRun, naming: Naming) => readonly Fact[])[] = [
  verdictFacts,
  metadataFacts,
  keyFacts,
  tlsFacts,
  scopeFacts,
  shapeFacts,
  settingFacts,
]

/** From good to bad; what was not tested is neither. */
const RANK: readonly string[] = ['pass', 'conformant', 'warn', 'incomplete', 'fail', 'non-conformant']

const rankOf = (value: string | null): number => RANK.indexOf(/^[\w-]+/.exec(value ?? '')?.[0] ?? '')

function directionOf({ area }: Fact, before: string | null, after: string | null): Direction {
  if (area !== 'result' && area !== 'verdict') return 'other'
  const [from, to] = [rankOf(before), rankOf(after)]
  if (from < 0 || to < 0 || from === to) return 'other'
  return to > from ? 'worse' : 'better'
}

const keyOf = ({ area, where }: Fact): string => `${area}\n${where}`

function factsOf(run: RecordedRun, naming: Naming): ReadonlyMap<string, Fact> {
  return new Map(SOURCES.flatMap((source) => source(run, naming)).map((fact) => [keyOf(fact), fact]))
}

function sideOf({ run }: RunResult): Side {
  const { id: runId, target, profile, finishedAt } = run
  return { runId, target: target.id, issuer: target.issuer, profile: profile.id, finishedAt }
}

/**
 * What changed between two runs: verdicts, metadata, keys, TLS, granted scopes, shapes of answers, and what the runs were
 * made with. Runs of different targets are compared by what their servers are like. Pure.
 */
export function diffRuns(before: RecordedRun, after: RecordedRun): RunDiff {
  const [from, to] = [sideOf(before.result), sideOf(after.result)]
  const across = from.target !== to.target
  const naming = (run: RecordedRun): Naming =>
    from.issuer === to.issuer && !across ? plainNaming : roleNaming(run, !across)
  const [old, now] = [factsOf(before, naming(before)), factsOf(after, naming(after))]
  const changes = [...new Set([...old.keys(), ...now.keys()])].flatMap((key): Change[] => {
    const fact = now.get(key) ?? old.get(key)
    const [a, b] = [old.get(key)?.value ?? null, now.get(key)?.value ?? null]
    if (fact === undefined || a === b) return []
    return [{ area: fact.area, where: fact.where, before: a, after: b, direction: directionOf(fact, a, b) }]
  })
  return { before: from, after: to, across, same: changes.length === 0, changes }
}
