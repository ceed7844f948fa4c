import { diffRuns } from '../diff/diffRuns.ts'
import type { RunDiff } from '../diff/types.ts'
import { readRun } from '../evidence/readRun.ts'

/**
 * Reads two run folders and says what changed from the first to the second.
 * @throws EvidenceError if a folder holds no run that can be read
 */
export async function diffFolders(before: string, after: string): Promise<RunDiff> {
  return diffRuns(await readRun(before), await readRun(after))
}
