import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { addReceiver } from '../../src/status/changeStore.ts'
import { readStatus } from '../../src/status/readStatus.ts'
import { recordRun } from '../../src/status/recordRun.ts'
import { verifyLog } from '../../src/status/verifyLog.ts'
import { killRounds } from './killRounds.ts'
import { ANN, day, NEW_YEAR, recordOptions, register, runResult } from './runResult.ts'

const folder = mkdtempSync(join(tmpdir(), 'assay-status-processes-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function recorder(
  file: string,
  name: string,
  count: number,
): { readonly child: ChildProcess; readonly ids: () => string[] } {
  const program = join(import.meta.dirname, 'recorder.ts')
  const child = spawn(process.execPath, [program, file, name, String(count)], { stdio: ['ignore', 'pipe', 'inherit'] })
  let printed = ''
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString()
  })
  return { child, ids: () => printed.split('\n').slice(0, -1) }
}

const history = async (file: string) => (await readStatus(file, {}, { now: NEW_YEAR + 5000 }))[0]

describe('several processes', () => {
  it('that create and write the same record at once lose nothing and leave one chain', async () => {
    const file = join(folder, 'shared.db')
    const names = ['a', 'b', 'c', 'd']
    const runs = names.map((name) => recorder(file, name, 15))
    const codes = await Promise.all(runs.map(async ({ child }) => (await once(child, 'exit'))[0]))
    expect(codes).toEqual([0, 0, 0, 0])
    const status = await history(file)
    const expected = names.flatMap((name) => Array.from({ length: 15 }, (_, n) => `${name}-${n}`))
    expect(status?.runs.map((run) => run.runId).sort()).toEqual(expected.sort())
    expect(await verifyLog(file, {})).toMatchObject({ ok: true, problems: [] })
  })

  it('killed at random moments lose and double nothing, and leave a whole chain and a whole outbox', async () => {
    // More rounds: node scripts/bench/kill.ts 100
    const { done, faults } = await killRounds(join(folder, 'killed.db'), 6, Math.random)
    expect(faults).toEqual([])
    expect(done).toBeGreaterThan(0)
  })
})

describe('one process', () => {
  it('that writes twice at once waits for itself without standing still', async () => {
    const file = join(folder, 'twice.db')
    await register(file)
    const receiver = { id: 'r', kind: 'webhook', url: 'https://127.0.0.1:1/', key: '$env:K' } as const
    const none = { token: null, ca: null, cert: null, certKey: null, evidenceUrl: null, profile: null }
    await Promise.all([
      ...Array.from({ length: 8 }, (_, n) =>
        recordRun(file, runResult(`r${n}`, 'conformant', day(1) + n), recordOptions(day(1) + n)),
      ),
      addReceiver({ file, by: ANN, now: day(1), receiver: { ...receiver, ...none } }),
    ])
    expect((await history(file))?.runs).toHaveLength(8)
    expect(await verifyLog(file, {})).toMatchObject({ ok: true, entries: 12 })
  })
})
