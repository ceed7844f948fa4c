import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { addReceiver } from '../../src/status/changeStore.ts'
import { readStatus } from '../../src/status/readStatus.ts'
import { verifyLog } from '../../src/status/verifyLog.ts'
import { type KillResult, killAtRandom } from '../support/killAtRandom.ts'
import { ANN, day, NEW_YEAR, register } from './runResult.ts'

/** What is wrong with a record after a process that wrote to it was killed; empty: nothing. */
async function faultsOf(file: string, printed: readonly string[]): Promise<readonly string[]> {
  const { problems } = await verifyLog(file, {})
  const ids = (await readStatus(file, {}, { now: day(1) })).flatMap(({ runs }) => runs.map(({ runId }) => runId))
  const database = new DatabaseSync(file, { readOnly: true })
  const count = (sql: string): number => Number(database.prepare(sql).get()?.n)
  const integrity = database.prepare('PRAGMA integrity_check').get()?.integrity_check
  const transitions = count(`SELECT count(*) AS n FROM entry WHERE kind = 'transition'`)
  const told = count('SELECT count(*) AS n FROM outbox')
  database.close()
  return [
    ...problems,
    ...printed.filter((id) => !ids.includes(id)).map((id) => `run ${id} was lost`),
    ...(new Set(ids).size === ids.length ? [] : ['a run is there twice']),
    ...(integrity === 'ok' ? [] : [`integrity_check says ${integrity}`]),
    ...(told === transitions ? [] : [`${transitions} transitions, ${told} events in the outbox`]),
  ]
}

/** Kills a process that records one run after the other at random moments; all rounds into one file. */
export async function killRounds(file: string, rounds: number, random: () => number): Promise<KillResult> {
  const none = { token: null, ca: null, cert: null, certKey: null, evidenceUrl: null, profile: null }
  const receiver = { id: 'r', kind: 'webhook', url: 'https://127.0.0.1:1/', key: '$env:K', ...none } as const
  await addReceiver({ file, by: ANN, now: NEW_YEAR, receiver })
  await register(file)
  return killAtRandom({
    program: join(import.meta.dirname, 'recorder.ts'),
    words: (round) => [file, `k${round}`, '100000'],
    ...{ rounds, random, spreadMs: 120 },
    faults: (printed) => faultsOf(file, printed),
  })
}
