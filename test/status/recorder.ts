// Program for tests of several processes: node recorder.ts <file> <name> <count>; prints each run id once it is recorded.
import { recordRun } from '../../src/status/recordRun.ts'
import { NEW_YEAR, recordOptions, runResult } from './runResult.ts'

const [file = '', name = '', count = '0'] = process.argv.slice(2)
for (let n = 0; n < Number(count); n++) {
  const at = NEW_YEAR + 1000 + n * 1000
  const id = `${name}-${n}`
  await recordRun(file, runResult(id, n % 2 === 0 ? 'conformant' : 'non-conformant', at), recordOptions(at))
  process.stdout.write(`${id}\n`)
}
