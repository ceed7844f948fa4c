import { join } from 'node:path'
import { expect, it } from 'vitest'
import { loadSuite } from '../../src/suite/loadSuite.ts'
import { vocabulary } from './support.ts'

it('the registry is read in a fraction of the time that a command has to start', () => {
  const folders = [join(import.meta.dirname, '../../suites/requirements')]
  const times = [1, 2, 3].map(() => {
    const start = performance.now()
    loadSuite({ folders, vocabulary })
    return performance.now() - start
  })
  // Some 10 ms; the full YAML parser alone takes ten times as long.
  expect(Math.min(...times)).toBeLessThan(80)
})
