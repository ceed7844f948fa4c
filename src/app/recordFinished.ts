import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { verifyFolder } from '../evidence/verifyFolder.ts'
import type { Profile } from '../profile/types.ts'
import { readOperatorKeys } from '../status/changeStore.ts'
import { recordRun } from '../status/recordRun.ts'
import { StatusError } from '../status/StatusError.ts'
import type { StatusRecord } from '../status/types.ts'
import type { RunResult } from '../verdict/types.ts'
import { signatureObjection } from './signatureObjection.ts'

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

/**
 * Appends a run that has been written to the status record, with the digest of its evidence. The evidence is verified first:
 * what contradicts itself is not recorded, and only what one of the operator keys of the record has signed can certify:
 * what a run folder says of who observed it, anybody could have written.
 * Throws `StatusError`.
 */
export async function recordFinished({ file, folder, result, profile, now }: FinishedRun): Promise<StatusRecord> {
  const keys = existsSync(file) ? await readOperatorKeys(file) : []
  const verification = await verifyFolder({ folder, keys, now })
  if (verification.answer === 'not-ok') {
    const problem = verification.problems.find(({ kind }) => kind !== 'unsigned' && kind !== 'unknown-key')
    const where = problem?.file === null || problem === undefined ? '' : `"${problem.file}": `
    throw new StatusError(
      'INVALID_RUN',
      `the evidence in "${folder}" is not in order: ${where}${problem?.message}; the run was not recorded`,
    )
  }
  return recordRun(file, result, {
    now,
    folder: resolve(folder),
    evidenceDigest: verification.evidenceDigest,
    // A self-test certifies nothing whoever signed it, and for that reason.
    objection: result.run.observedBy === 'operator' ? signatureObjection(keys, verification.answer === 'ok') : null,
    rules: { validDays: profile.recertificationDays, graceDays: profile.graceDays },
  })
}
