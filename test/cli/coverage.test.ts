import { describe, expect, it } from 'vitest'
import type { Assay, Coverage } from '../../src/index.ts'
import { typed } from './typed.ts'

const shared = { spec: 'RFC9126', level: 'must', subject: 'as', testable: 'black-box' } as const
const coverage: Coverage = {
  requirements: [
    { ...shared, id: 'RFC9126-2-a', cases: ['par-x', 'par-y'], defects: ['par-defect'], reason: null },
    { ...shared, id: 'RFC9126-2-b', testable: 'partly', cases: ['par-z'], defects: [], reason: 'Half | of it.' },
    { ...shared, id: 'RFC9126-2-c', cases: [], defects: [], reason: 'Nobody knows how.' },
    { ...shared, id: 'RFC9126-2-d', cases: [], defects: [], reason: null },
    { ...shared, id: 'RFC9126-4-a', subject: 'client', cases: [], defects: [], reason: 'asked of clients' },
  ],
}
const asked: unknown[] = []
const assay: Partial<Assay> = {
  listCoverage: async (options) => {
    asked.push(options)
    return coverage
  },
}

describe('assay list --coverage', () => {
  it('shows each requirement on servers with its cases and defects, or why it has none', async () => {
    const { code, out, err } = await typed(['list', '--coverage', '--profile', 'p', '--suite', 's'], assay)
    expect(code).toBe(0)
    expect(out).toBe(`RFC9126
  RFC9126-2-a  must, as, black-box
    cases     par-x par-y
    defects   par-defect
  RFC9126-2-b  must, as, partly
    cases     par-z
    limits    Half | of it.
  RFC9126-2-c  must, as, black-box
    untested  Nobody knows how.
  RFC9126-2-d  must, as, black-box
    untested  no case, and no reason written down
`)
    expect(err).toBe(
      '\n4 requirements on servers: 2 tested, 1 not tested for a written reason, 1 without case or reason.\n',
    )
    expect(asked).toEqual([{ profile: 'p', suites: ['s'], only: undefined }])
  })

  it('breaks long lists under their label', async () => {
    const [first] = coverage.requirements
    const cases = Array.from({ length: 30 }, (_, n) => `par-case-${n}`)
    const long = { requirements: first ? [{ ...first, cases }] : [] }
    const { out } = await typed(['list', '--coverage'], { listCoverage: async () => long })
    const lines = out.split('\n')
    expect(lines.every((line) => line.length <= 100)).toBe(true)
    expect(lines[3]).toMatch(/^ {14}par-case-/)
  })

  it('prints everything with --json', async () => {
    const { out, err } = await typed(['list', '--coverage', '--json'], assay)
    expect(JSON.parse(out)).toEqual(coverage)
    expect(err).toBe('')
  })

  it('prints a page with --markdown', async () => {
    const { out } = await typed(['list', '--coverage', '--markdown'], assay)
    expect(out).toContain('| requirements on servers | 4 |')
    expect(out).toContain('| `RFC9126-2-a` | must | black-box | `par-x` `par-y` | `par-defect` |  |')
    expect(out).toContain('| `RFC9126-2-b` | must | partly | `par-z` |  | Half \\| of it. |')
    expect(out).toContain('1 further requirements are asked of clients')
    expect(out).not.toContain('RFC9126-4-a')
  })

  it('has no page of cases', async () => {
    expect(await typed(['list', '--markdown'], assay)).toEqual({
      code: 2,
      out: '',
      err: 'assay: option "--markdown" needs "--coverage"; add it, or leave both out\n',
    })
  })
})
