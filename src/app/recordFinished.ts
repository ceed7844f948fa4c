import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Profile } from '../profile/types.ts'
import { recordRun } from '../status/recordRun.ts'
import type { StatusRecord } from '../status/types.ts'
import type { RunResult } from '../verdict/types.ts'

/** Days in which a conformant application that fails a later run has to be mended. */
const graceDays = 14

export interface FinishedRun {
  /** The status record. */
  readonly file: string
  /** The run folder. */
  readonly folder: string
  /** As in its `run.json`. */
  readonly result: RunResult
  readonly profile: Profile
  /** Unix epoch in ms. */
  readonly now: number
}

/** Appends a run that has been written to the status record, with the digest of its evidence. Throws `StatusError`. */
export async function recordFinished({ file, folder, result, profile, now }: FinishedRun): Promise<StatusRecord> {
  const bytes = await readFile(join(folder, 'run.json'))
  return recordRun(file, result, {
    now,
    folder: resolve(folder),
    evidenceDigest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
    objection: null,
    rules: { validDays: profile.recertificationDays, graceDays },
  })
}
