// Program for tests with kill -9: node runner.ts <profile> <target> <key> <record> <folder>; makes one sealed and recorded run after
// the other, each in a folder of its own, and prints its id once it is recorded.
import { join } from 'node:path'
import { runAssay } from '../../src/app/runAssay.ts'

const [profile = '', target = '', key = '', record = '', folder = ''] = process.argv.slice(2)
for (let n = 0; ; n++) {
  const out = join(folder, String(n))
  const { result } = await runAssay({ profile, target, record, out, sign: [key], observedBy: 'operator', env: {} })
  process.stdout.write(`${result.run.id}\n`)
}
