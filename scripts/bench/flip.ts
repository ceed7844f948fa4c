// Changes single bytes of every file of a sealed run folder and counts the changes that verification does not find.
//   node scripts/bench/flip.ts [stride]       default 1: every byte (ten minutes)
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { flipBytes } from '../../test/evidence/flipBytes.ts'

const stride = Number(process.argv[2] ?? 1)
const folder = mkdtempSync(join(tmpdir(), 'assay-flip-'))
const { flips, unseen } = await flipBytes(folder, () => stride)
console.log(`${flips} bytes changed one at a time, ${unseen.length} not found`)
for (const place of unseen.slice(0, 20)) console.log(`  ${place}`)
rmSync(folder, { recursive: true, force: true })
process.exitCode = unseen.length === 0 && flips > 0 ? 0 : 1
