import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { coverageMarkdown } from '../../src/app/coverageMarkdown.ts'
import { listCoverage } from '../../src/app/listCoverage.ts'
import { loadCases } from '../../src/app/loadCases.ts'
import { packageRoot } from '../../src/app/packageRoot.ts'
import { listDefects } from '../../src/sandbox/defects.ts'
import { gapsIn } from '../../src/suite/coverageOf.ts'

const whole = await listCoverage({})

describe('coverage of the package', () => {
  it('leaves no requirement on servers without a case or a written reason', () => {
    const gaps = gapsIn(whole.requirements).map(({ id }) => id)
    expect(gaps, 'write a case, or "no_case:" in suites/requirements/').toEqual([])
  })

  it('tests nearly everything that can be seen from outside', () => {
    const seen = whole.requirements.filter((one) => one.subject !== 'client' && one.testable === 'black-box')
    expect(seen.filter(({ cases }) => cases.length === 0).map(({ id }) => id)).toEqual(['ECO-RULE-b', 'RFC9449-5.2-a'])
  })

  it('names cases and requirements that there are', () => {
    const { cases, requirements } = loadCases({}).suite
    const known = new Set(cases.map(({ id }) => id))
    expect(whole.requirements.map(({ id }) => id)).toEqual([...requirements.keys()])
    expect(whole.requirements.flatMap((one) => one.cases).filter((id) => !known.has(id))).toEqual([])
  })

  it('knows every requirement that a defect names', () => {
    const ids = new Set(whole.requirements.map(({ id }) => id))
    const named = listDefects().flatMap(({ requirement, implies = [] }) => [requirement, ...implies])
    expect(named.filter((id) => !ids.has(id))).toEqual([])
  })

  it('is written down in docs/coverage.md; else run "node src/cli/main.ts list --coverage --markdown > docs/coverage.md"', () => {
    // Not compared by the test runner: it would print both pages.
    expect(readFileSync(join(packageRoot, 'docs/coverage.md'), 'utf8') === coverageMarkdown(whole)).toBe(true)
  })
})

describe('coverage of a profile', () => {
  it('is that of its requirement sets', async () => {
    const { requirements } = await listCoverage({ profile: 'fapi2-security-profile' })
    expect(requirements.length).toBeGreaterThan(280)
    expect(requirements.some(({ spec }) => spec === 'FAPI2-MS')).toBe(false)
    const both = await listCoverage({ profile: 'fapi2-message-signing' })
    expect(both.requirements.some(({ spec }) => spec === 'FAPI2-MS')).toBe(true)
  })

  it('is narrowed by globs to what these cases are about', async () => {
    const { requirements } = await listCoverage({ only: ['par-response-status'] })
    const [first] = requirements
    expect(requirements.length).toBeLessThan(5)
    expect(first?.cases).toEqual(['par-response-status'])
  })
})
