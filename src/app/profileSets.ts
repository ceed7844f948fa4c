import { createHash } from 'node:crypto'
import { join, resolve } from 'node:path'
import { setPaths } from '../profile/suitePaths.ts'
import type { Profile } from '../profile/types.ts'
import type { RequirementSet, Suite } from '../suite/types.ts'
import type { RunResult } from '../verdict/types.ts'
import { packageRoot } from './packageRoot.ts'

/** Same ids, same digest, in whatever order they stand: a verdict can be compared with the set of its day. */
function digestOf({ requirements }: RequirementSet): string {
  const text = [...requirements].sort().join('\n')
  return `sha256:${createHash('sha256').update(text).digest('hex')}`
}

/** The requirement sets that a profile names, as a run records them. */
export function profileSets(profile: Profile, suite: Suite): NonNullable<RunResult['run']['sets']> {
  const files = setPaths(profile, join(packageRoot, 'suites')).map((path) => resolve(path))
  return [...suite.sets.values()]
    .filter(({ source }) => files.includes(resolve(source.file)))
    .map((set) => ({
      id: set.id,
      title: set.title,
      date: set.date,
      requirements: set.requirements.length,
      digest: digestOf(set),
    }))
}
