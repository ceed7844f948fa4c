// Program for tests with kill -9: node recertifier.ts <fleet> <folder>; goes on with the campaign that was cut off, then makes one
// after the other, and prints the folder of each that has ended.
import { recertify } from '../../src/app/recertify.ts'

const [fleet = '', out = ''] = process.argv.slice(2)
for (;;) {
  const { folder } = await recertify({ fleet, out, all: true, env: {} })
  process.stdout.write(`${folder}\n`)
}
