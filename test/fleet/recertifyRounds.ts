import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readJournal } from '../../src/app/campaignJournal.ts'
import { gate } from '../../src/app/gate.ts'
import { recertify } from '../../src/app/recertify.ts'
import { registerApplication } from '../../src/status/changeRecord.ts'
import { readStatus } from '../../src/status/readStatus.ts'
import { verifyLog } from '../../src/status/verifyLog.ts'
import { QUICK_KEY, quickTarget } from '../app/quickTarget.ts'
import { ANN } from '../status/runResult.ts'
import { type KillResult, killAtRandom } from '../support/killAtRandom.ts'

const BANKS = ['Bank 0', 'Bank 1', 'Bank 2']

/** Kills a process that recertifies a fleet of three, campaign after campaign, at random moments; `root` is an empty folder. */
export async function recertifyRounds(root: string, rounds: number, random: () => number): Promise<KillResult> {
  const { sandbox, target, record } = await quickTarget(root)
  const out = join(root, 'campaigns')
  for (const [n, organisation] of BANKS.entries()) {
    const key = { ...QUICK_KEY, organisation }
    await registerApplication({ file: record, key, by: ANN, directory: null, now: Date.now() })
    const text = readFileSync(target, 'utf8').replace(/^target: .*$/m, `target: bank-${n}`)
    writeFileSync(
      join(target, `../bank-${n}.yaml`),
      text.replace(/^organisation: .*$/m, `organisation: ${organisation}`),
    )
  }
  const targets = BANKS.map((_, n) => `  - target: sandbox/bank-${n}.yaml\n`).join('')
  const head = 'fleet: kill\nrecord: status.db\nprofile: ./quick.yaml\nruns: 2\nsign: [operator.pem]\n'
  const fleet = join(root, 'fleet.yaml')
  writeFileSync(fleet, `${head}targets:\n${targets}`)

  const campaigns = (): readonly string[] =>
    (existsSync(out) ? readdirSync(out) : []).filter((name) => existsSync(join(out, name, 'campaign.jsonl')))
  const recordedFolders = async (): Promise<readonly string[]> => {
    const records = await readStatus(record, {}, { now: Date.now() })
    return records.flatMap(({ runs }) => runs.map(({ folder }) => folder ?? ''))
  }

  /** An ended campaign has one whole run of each target, and the record has it once. */
  async function faultsOf(name: string): Promise<readonly string[]> {
    const lines = readJournal(join(out, name, 'campaign.jsonl'))
    if (!lines.some(({ kind }) => kind === 'end')) return []
    const recorded = await recordedFolders()
    const planned = lines.flatMap((line) => (line.kind === 'plan' ? line.runs : []))
    return planned.flatMap(({ folder }) => {
      const whole = join(out, name, folder)
      const times = recorded.filter((one) => one === whole).length
      if (!existsSync(join(whole, 'run.json'))) return [`${whole} is no whole run`]
      return times === 1 ? [] : [`${whole} is recorded ${times} times`]
    })
  }

  /** What holds at any moment: nothing twice, nothing recorded that is not there, nobody let in or kept out wrongly. */
  async function standing(): Promise<readonly string[]> {
    const recorded = await recordedFolders()
    const answers = await Promise.all(
      BANKS.map(async (organisation) => {
        const [line] = await readStatus(record, { organisation }, { now: Date.now() })
        const { answer, reason } = await gate({ file: record, ...QUICK_KEY, organisation, now: Date.now() })
        const expected = line === undefined || line.runs.length === 0 ? 'not-admitted' : 'admitted'
        return answer === expected ? [] : [`${organisation}: ${answer}, ${reason}`]
      }),
    )
    return [
      ...answers.flat(),
      ...(new Set(recorded).size === recorded.length ? [] : ['a run is there twice']),
      ...recorded.filter((folder) => !existsSync(join(folder, 'run.json'))).map((folder) => `${folder} is not there`),
      ...(await verifyLog(record, {})).problems,
    ]
  }

  try {
    const killed = await killAtRandom({
      program: join(import.meta.dirname, 'recertifier.ts'),
      words: () => [fleet, out],
      ...{ rounds, random, spreadMs: 900 },
      faults: async (printed) => [
        ...(await standing()),
        ...printed.filter((folder) => !campaigns().some((name) => join(out, name) === folder)),
        ...(await Promise.all(campaigns().map(faultsOf))).flat(),
      ],
    })
    // What the last kill left is brought to its end: then every campaign has all its runs.
    await recertify({ fleet, out, env: {} })
    const open = campaigns().filter(
      (name) => !readJournal(join(out, name, 'campaign.jsonl')).some(({ kind }) => kind === 'end'),
    )
    const last = [...(await standing()), ...(await Promise.all(campaigns().map(faultsOf))).flat()]
    return { done: killed.done, faults: [...killed.faults, ...last, ...open.map((name) => `${name} has no end`)] }
  } finally {
    await sandbox.close()
  }
}
