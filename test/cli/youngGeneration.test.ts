import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))
/** Prints the capacity of the space for young objects in bytes when the process ends. */
const report = `data:text/javascript,${encodeURIComponent(`
  import v8 from 'node:v8'
  process.on('exit', () => {
    const space = v8.getHeapSpaceStatistics().find((one) => one.space_name === 'new_space')
    process.stderr.write('young ' + (space.space_used_size + space.space_available_size) + '\\n')
  })`)}`

it.each([['run'], ['demo']])('stays at 12 MB for "assay %s"', (command) => {
  const { stderr, status } = spawnSync(process.execPath, ['--import', report, main, command, '--help'], {
    encoding: 'utf8',
  })
  expect(status).toBe(0)
  const bytes = Number(/young (\d+)/.exec(stderr)?.[1])
  expect(bytes).toBeGreaterThan(12e6)
  // One step of growth more would be 24 MB.
  expect(bytes).toBeLessThan(16e6)
})
