import { randomBytes } from 'node:crypto'
import type { Plan } from '../plan/plan.ts'
import type { Profile, Target } from '../profile/types.ts'
import type { Suite } from '../suite/types.ts'
import type { RunResult } from '../verdict/types.ts'
import type { BaselineInUse } from './applyBaseline.ts'
import { toolFacts } from './packageRoot.ts'
import { profileSets } from './profileSets.ts'
import { readProofFile, suiteProof } from './proofFile.ts'
import type { RunAssayOptions } from './runAssay.ts'

/** Everything that is settled before the first request of a run. */
export interface RunSetting {
  readonly options: RunAssayOptions
  readonly profile: Profile
  readonly target: Target
  readonly suite: Suite
  readonly plan: Plan
  readonly baseline: BaselineInUse
  readonly id: string
  readonly startedAt: Date
}

/** Sorts by time and is unique: `20260228-134501-1f3a9c`. */
export const runId = (at: Date): string =>
  `${at.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-')}-${randomBytes(3).toString('hex')}`

/** What is known about a run before it starts. */
export function runFacts(setting: RunSetting): Omit<RunResult['run'], 'finishedAt' | 'interrupted'> {
  const { options, profile, target, suite, plan, id, startedAt } = setting
  return {
    id,
    startedAt: startedAt.toISOString(),
    tool: toolFacts(),
    profile: { id: profile.id, digest: profile.digest },
    target: { id: target.id, issuer: target.issuer },
    organisation: target.organisation,
    application: target.application,
    environment: target.environment,
    suiteDigest: suite.digest,
    targetDigest: target.digest,
    accommodations: [],
    selection: { only: options.only ?? [], slow: options.slow ?? true, omitted: plan.omitted },
    suiteProof: suiteProof(profile, suite, options.suites ?? [], readProofFile(), {
      directory: Boolean(target.directory),
      drills: options.drills ?? false,
    }),
    sets: profileSets(profile, suite),
  }
}
