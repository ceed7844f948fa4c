import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gate } from '../../src/app/gate.ts'
import { recordFolder } from '../../src/app/recordFolder.ts'
import { readPublicKeys, readSigningKey } from '../../src/evidence/evidenceKeys.ts'
import { verifyFolder } from '../../src/evidence/verifyFolder.ts'
import { readStatus } from '../../src/status/readStatus.ts'
import { verifyLog } from '../../src/status/verifyLog.ts'
import { type KillResult, killAtRandom } from '../support/killAtRandom.ts'
import { QUICK_KEY, quickTarget } from './quickTarget.ts'

/** Kills a process that makes sealed and recorded runs at random moments; `root` is an empty folder. */
export async function runRounds(root: string, rounds: number, random: () => number): Promise<KillResult> {
  const { sandbox, profile, target, key, record } = await quickTarget(root)
  const { jwk } = readSigningKey(readFileSync(key, 'utf8'), key)
  const trusted = readPublicKeys(JSON.stringify(jwk), key)
  const recorded = async (): Promise<readonly string[]> => {
    const records = await readStatus(record, {}, { now: Date.now() })
    return records.flatMap(({ runs }) => runs.map(({ runId }) => runId))
  }

  /** What one folder shows: a run that is whole, or none at all; never something between. */
  async function faultsOf(folder: string, ids: readonly string[]): Promise<readonly string[]> {
    const append = () => recordFolder({ file: record, folder, profile, now: Date.now() })
    if (!existsSync(join(folder, 'run.json'))) {
      const taken = await append().then(
        () => true,
        () => false,
      )
      return taken ? [`${folder} is no whole run, and was recorded`] : []
    }
    const { answer, problems, runId } = await verifyFolder({ folder, keys: trusted, now: Date.now() })
    if (answer !== 'ok') return problems.map(({ file, message }) => `${folder}: ${file}: ${message}`)
    if (runId !== null && ids.includes(runId)) return []
    // Killed between the folder and the record: the run is appended by hand, once, however often one tries.
    await append()
    await append()
    const times = (await recorded()).filter((id) => id === runId).length
    return times === 1 ? [] : [`${runId} was appended ${times} times`]
  }

  try {
    return await killAtRandom({
      program: join(import.meta.dirname, 'runner.ts'),
      words: (round) => [profile, target, key, record, join(root, `round-${round}`)],
      ...{ rounds, random, spreadMs: 600 },
      faults: async (printed, round) => {
        const before = await recorded()
        const folder = join(root, `round-${round}`)
        const folders = existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : []
        const faults = (await Promise.all(folders.map((one) => faultsOf(one, before)))).flat()
        const ids = await recorded()
        const { answer } = await gate({ file: record, ...QUICK_KEY, now: Date.now() })
        const expected = ids.length > 0 ? 'admitted' : 'not-admitted'
        return [
          ...faults,
          ...printed.filter((id) => !before.includes(id)).map((id) => `run ${id} was lost`),
          ...(new Set(ids).size === ids.length ? [] : ['a run is there twice']),
          ...(answer === expected ? [] : [`${ids.length} runs are recorded, and the gate says ${answer}`]),
          ...(await verifyLog(record, {})).problems,
        ]
      },
    })
  } finally {
    await sandbox.close()
  }
}
