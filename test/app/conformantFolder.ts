import { join } from 'node:path'
import type { EvidenceKey } from '../../src/evidence/evidenceKeys.ts'
import { writeRun } from '../../src/evidence/writeRun.ts'
import { loadProfile } from '../../src/profile/loadProfile.ts'
import type { Profile } from '../../src/profile/types.ts'
import { fileReports } from '../../src/report/reports.ts'
import type { RunResult } from '../../src/verdict/types.ts'
import { sampleRun } from '../support/sampleRun.ts'

export const PROFILE: Profile = loadProfile({
  profile: 'fapi2-security-profile',
  folder: join(import.meta.dirname, '..', '..', 'profiles'),
})

/** Writes the folder of a run that was conformant and that an operator observed; its result as in `run.json`. */
export async function conformantFolder(
  folder: string,
  {
    keys = [],
    run: more = {},
  }: { readonly keys?: readonly EvidenceKey[]; readonly run?: Partial<RunResult['run']> } = {},
): Promise<RunResult> {
  const sample = sampleRun({
    change: (result) => ({
      ...result,
      verdict: 'pass',
      attributed: null,
      findings: result.findings.map((finding) => ({ ...finding, ok: true })),
    }),
  })
  const counts = { pass: sample.result.cases.length, warn: 0, fail: 0, skip: 0, incomplete: 0 }
  const { id, digest } = PROFILE
  const run = { ...sample.result.run, profile: { id, digest }, observedBy: 'operator' as const, ...more }
  const result: RunResult = { ...sample.result, run, result: 'conformant', summary: counts }
  const seal = keys.length === 0 ? {} : { seal: { keys, secrets: [] } }
  return (await writeRun({ ...sample, result, folder, reports: fileReports, token: 'aa', ...seal })).result
}
