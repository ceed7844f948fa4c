import { join } from 'node:path'
import { readRun } from '../evidence/readRun.ts'
import { loadProfile } from '../profile/loadProfile.ts'
import { StatusError } from '../status/StatusError.ts'
import type { StatusRecord } from '../status/types.ts'
import { outcome, summarise } from '../verdict/judge.ts'
import { packageRoot } from './packageRoot.ts'
import { recordFinished } from './recordFinished.ts'

export interface RecordFolderOptions {
  /** The status record. */
  readonly file: string
  /** Folder that a run wrote. */
  readonly folder: string
  /** Profile id or path; default: the profile of the package that the run names. */
  readonly profile?: string | undefined
  /** Unix epoch in ms. */
  readonly now: number
}

/**
 * Appends a run that was made before, perhaps on another machine, to the status record.
 * Throws `EvidenceError` for a folder that holds no run, `InputError` for a profile that cannot be read, `StatusError`.
 */
export async function recordFolder({ file, folder, profile: named, now }: RecordFolderOptions): Promise<StatusRecord> {
  const { result } = await readRun(folder)
  const { id, digest } = result.run.profile
  const profile = loadProfile({ profile: named ?? id, folder: join(packageRoot, 'profiles') })
  if (profile.digest !== digest) {
    const seen = `the run was made with "${id}" of digest ${digest}, "${named ?? id}" has ${profile.digest}`
    const advice = 'run again, or name the version that was used with --profile <file>'
    throw new StatusError('INVALID_RUN', `"run.profile" in "${folder}": ${seen}; ${advice}`)
  }
  const decided = outcome(summarise(result.cases))
  if (decided !== result.result) {
    const seen = `"${result.result}" is written there, its cases say "${decided}"`
    throw new StatusError('INVALID_RUN', `"result" in "${folder}": ${seen}; the run was not recorded`)
  }
  return recordFinished({ file, folder, result, profile, now })
}
