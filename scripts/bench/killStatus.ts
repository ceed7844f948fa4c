// Kills a process that records runs at random moments and looks for what is lost, doubled or false afterwards.
//   node scripts/bench/killStatus.ts [rounds]
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { killRounds } from '../../test/status/killRounds.ts'

const rounds = Number(process.argv[2] ?? 100)
const folder = mkdtempSync(join(tmpdir(), 'assay-kill-status-'))
const { recorded, faults } = await killRounds(join(folder, 'status.db'), rounds, Math.random)
console.log(`${rounds} processes killed, ${recorded} runs recorded before, ${faults.length} faults`)
for (const fault of faults) console.log(fault)
rmSync(folder, { recursive: true, force: true })
process.exitCode = faults.length === 0 ? 0 : 1
