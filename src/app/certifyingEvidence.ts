import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { PublicJwk } from '../evidence/verificationTypes.ts'
import { verifyFolder } from '../evidence/verifyFolder.ts'
import type { GateOpinion } from '../status/gateRules.ts'
import type { RunEvent } from '../status/types.ts'

export interface EvidenceAnswer {
  /** What the evidence says against an admission; null: nothing. */
  readonly opinion: GateOpinion | null
  /** What was found out, in a few words. */
  readonly said: string
}

const cannotTell = (reason: string, advice: string, said: string): EvidenceAnswer => ({
  opinion: { answer: 'cannot-tell', reason, advice },
  said,
})

const refused = (reason: string, said: string): EvidenceAnswer => ({
  opinion: { answer: 'not-admitted', reason, advice: 'bring back the run folder as it was, or run again' },
  said,
})

function folderOf(run: RunEvent, named: string | undefined): string | null {
  if (named === undefined) return run.folder
  const below = join(named, run.runId)
  return existsSync(below) ? below : named
}

/**
 * Is the evidence of a certifying run still there, unchanged since it was recorded and signed by one of the operator keys?
 * `named` is where to look instead of where it was recorded from.
 */
export async function certifyingEvidence(
  run: RunEvent,
  named: string | undefined,
  keys: readonly PublicJwk[],
  now: number,
): Promise<EvidenceAnswer> {
  const folder = folderOf(run, named)
  const advice = '--evidence <folder> names another place, --record-only does without'
  if (folder === null || !existsSync(join(folder, 'run.json'))) {
    const seen = folder === null ? 'was not kept' : `is not at "${folder}"`
    return cannotTell(`the evidence of run ${run.runId} ${seen}`, advice, 'not found')
  }
  const found = await verifyFolder({ folder, keys, now })
  if (found.evidenceDigest !== run.evidenceDigest) {
    const seen = `${run.evidenceDigest} expected, ${found.evidenceDigest} seen`
    return refused(`the evidence of run ${run.runId} is not what was recorded: ${seen}`, 'changed')
  }
  const problem = found.problems.find(({ kind }) => kind !== 'unsigned' && kind !== 'unknown-key')
  if (problem !== undefined)
    return refused(`the evidence of run ${run.runId} does not verify: ${problem.message}`, 'does not verify')
  if (found.answer === 'ok') return { opinion: null, said: 'as it was recorded, signed by an operator key' }
  const reason = `none of the present operator keys has signed the evidence of run ${run.runId}`
  const sign = 'sign it again with "assay sign", or set the keys with "assay status operator-keys"'
  return cannotTell(reason, sign, 'signed by nobody known')
}
