// Program for tests with kill -9: node sealer.ts <run folder> <key file>...; signs with one key after the other, again and again, and
// prints a line each time.
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { readSigningKey } from '../../src/evidence/evidenceKeys.ts'
import { signFolder } from '../../src/evidence/signFolder.ts'

const [folder = '', ...files] = process.argv.slice(2)
const keys = files.map((file) => readSigningKey(readFileSync(file, 'utf8'), file))
for (let n = 0; ; n++) {
  const key = keys[n % keys.length]
  if (key === undefined) throw new Error('no key')
  const token = randomBytes(4).toString('hex')
  await signFolder({ folder, keys: [key], secrets: [], now: Date.now(), token })
  process.stdout.write(`${folder} ${key.keyid}\n`)
}
