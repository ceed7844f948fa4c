// Kills processes that run, seal, record and recertify at random moments and looks for what is lost, doubled or false afterwards.
//   node scripts/bench/kill.ts [rounds] [run|seal|record|recertify]...
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runRounds } from '../../test/app/runRounds.ts'
import { sealRounds } from '../../test/evidence/sealRounds.ts'
import { recertifyRounds } from '../../test/fleet/recertifyRounds.ts'
import { killRounds } from '../../test/status/killRounds.ts'

const OPERATIONS = {
  run: runRounds,
  seal: sealRounds,
  record: (folder: string, rounds: number, random: () => number) =>
    killRounds(join(folder, 'status.db'), rounds, random),
  recertify: recertifyRounds,
}

const [given = '100', ...names] = process.argv.slice(2)
const rounds = Number(given)
for (const [name, operation] of Object.entries(OPERATIONS)) {
  if (names.length > 0 && !names.includes(name)) continue
  const folder = mkdtempSync(join(tmpdir(), `assay-kill-${name}-`))
  const { done, faults } = await operation(folder, rounds, Math.random)
  console.log(`${name}: ${rounds} processes killed, done ${done} times before, ${faults.length} faults`)
  for (const fault of faults) console.log(`  ${fault}`)
  rmSync(folder, { recursive: true, force: true })
  if (faults.length > 0) process.exitCode = 1
}
