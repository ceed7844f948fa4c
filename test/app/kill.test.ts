import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sealRounds } from '../evidence/sealRounds.ts'
import { runRounds } from './runRounds.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-kill-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

// More rounds: node scripts/bench/kill.ts 100
describe('kill -9 at random moments', () => {
  it('of a run leaves a whole run or none, in its folder as in the record', async () => {
    const { done, faults } = await runRounds(folder, 4, Math.random)
    expect(faults).toEqual([])
    expect(done).toBeGreaterThan(0)
  }, 120_000)

  it('of signing leaves the signatures that there were, or one more', async () => {
    const { done, faults } = await sealRounds(folder, 8, Math.random)
    expect(faults).toEqual([])
    expect(done).toBeGreaterThan(0)
  }, 120_000)
})
