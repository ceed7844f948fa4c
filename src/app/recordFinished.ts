import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { PublicJwk, Verification } from '../evidence/verificationTypes.ts'
import { verifyFolder } from '../evidence/verifyFolder.ts'
import type { Profile } from '../profile/types.ts'
import { readOperatorKeys } from '../status/changeStore.ts'
import { recordRun } from '../status/recordRun.ts'
import { StatusError } from '../status/StatusError.ts'
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

/** Why evidence that is in order cannot certify; null: it can. */
function objectionTo({ answer }: Verification, keys: readonly PublicJwk[]): string | null {
  return keys.length === 0 || answer === 'ok' ? null : 'none of the operator keys has signed its evidence'
}

/**
 * Appends a run that has been written to the status record, with the digest of its evidence. The evidence is verified first:
 * what contradicts itself is not recorded, and where the record has operator keys only what one of them signed can certify.
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
    objection: objectionTo(verification, keys),
    rules: { validDays: profile.recertificationDays, graceDays },
  })
}
