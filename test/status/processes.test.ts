import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, describe, expect, it } from 'vitest'
import { readStatus } from '../../src/status/readStatus.ts'
import { replay } from '../../src/status/replay.ts'
import { NEW_YEAR } from './runResult.ts'

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

const history = async (file: string) => (await readStatus(file, {}, { now: NEW_YEAR }))[0]

describe('several processes', () => {
  it('that create and write the same record at once lose nothing', async () => {
    const file = join(folder, 'shared.db')
    const names = ['a', 'b', 'c', 'd']
    const runs = names.map((name) => recorder(file, name, 15))
    const codes = await Promise.all(runs.map(async ({ child }) => (await once(child, 'exit'))[0]))
    expect(codes).toEqual([0, 0, 0, 0])
    const status = await history(file)
    const expected = names.flatMap((name) => Array.from({ length: 15 }, (_, n) => `${name}-${n}`))
    expect(status?.runs.map((run) => run.runId).sort()).toEqual(expected.sort())
    expect(status?.state).toBe(replay(NEW_YEAR, status?.runs ?? []).state)
  })

  it.each([1, 4, 9])(
    'a process killed after %d runs leaves a whole record with all it had recorded',
    async (enough) => {
      const file = join(folder, `killed-${enough}.db`)
      const { child, ids } = recorder(file, 'k', 100_000)
      await new Promise<void>((resolve) => child.stdout?.on('data', () => ids().length >= enough && resolve()))
      child.kill('SIGKILL')
      await once(child, 'close')
      const status = await history(file)
      const recorded = status?.runs.map((run) => run.runId) ?? []
      expect(ids().length).toBeGreaterThanOrEqual(enough)
      expect(recorded).toEqual(expect.arrayContaining(ids()))
      // At most the one run whose recording was over but not yet printed.
      expect(recorded.length - ids().length).toBeLessThanOrEqual(1)
      expect(status?.state).toBe(replay(NEW_YEAR, status?.runs ?? []).state)
      const database = new DatabaseSync(file)
      expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' })
      database.close()
    },
  )
})
