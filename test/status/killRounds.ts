import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { addReceiver } from '../../src/status/changeStore.ts'
import { readStatus } from '../../src/status/readStatus.ts'
import { verifyLog } from '../../src/status/verifyLog.ts'
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

/**
 * Starts a process that records one run after the other, kills it (SIGKILL) at a random moment and looks at what it left;
 * all rounds into one file. `random` in [0, 1). Returns how many runs were recorded and what was wrong.
 */
export async function killRounds(
  file: string,
  rounds: number,
  random: () => number,
): Promise<{ readonly recorded: number; readonly faults: readonly string[] }> {
  const none = { token: null, ca: null, cert: null, certKey: null, evidenceUrl: null, profile: null }
  const receiver = { id: 'r', kind: 'webhook', url: 'https://127.0.0.1:1/', key: '$env:K', ...none } as const
  await addReceiver({ file, by: ANN, now: NEW_YEAR, receiver })
  await register(file)
  const printed: string[] = []
  for (let round = 0; round < rounds; round++) {
    const program = join(import.meta.dirname, 'recorder.ts')
    const words = [program, file, `k${round}`, '100000']
    const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] })
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString()
    })
    // Some moments lie before the first write: while the program loads or opens the file.
    if (random() < 0.8) await once(child.stdout, 'data')
    await sleep(random() * 120)
    child.kill('SIGKILL')
    await once(child, 'close')
    printed.push(...text.split('\n').slice(0, -1))
    const faults = await faultsOf(file, printed)
    if (faults.length > 0) return { recorded: printed.length, faults: faults.map((one) => `round ${round}: ${one}`) }
  }
  return { recorded: printed.length, faults: [] }
}
