import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { vocabulary } from '../../src/app/vocabulary.ts'
import { probes } from '../../src/probes/registry.ts'
import { loadSuite } from '../../src/suite/loadSuite.ts'

const folder = fileURLToPath(new URL('../../suites', import.meta.url))

it('every probe has a case', () => {
  const { cases } = loadSuite({ folders: [folder], vocabulary })
  const used = cases.filter(({ kind }) => kind === 'probe').map(({ name }) => name)
  expect(Object.keys(probes).filter((name) => !used.includes(name))).toEqual([])
})
