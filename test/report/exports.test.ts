import { describe, expect, it } from 'vitest'
import { evidenceFormats } from '../../src/evidence/evidenceFormats.ts'
import { recordRun } from '../../src/evidence/recordRun.ts'
import type { RecordedRun } from '../../src/evidence/types.ts'
import { nameUuid } from '../../src/report/nameUuid.ts'
import { reports } from '../../src/report/reports.ts'
import type { ControlMap } from '../../src/suite/controlTypes.ts'
import { sampleRun } from '../support/sampleRun.ts'
import { schemaErrors } from './exportSchemas.ts'
import { withHostileText } from './hostile.ts'

const controls: ControlMap = {
  frameworks: [
    { id: 'owasp-nhi', title: 'OWASP NHI', version: '2025', url: 'https://owasp.example/' },
    { id: 'nist-csf', title: 'NIST CSF', version: '2.0', url: 'https://nist.example/' },
  ],
  controls: [
    { id: 'NHI4:2025', framework: 'owasp-nhi', title: 'Insecure Authentication', aliases: [], outside: null },
    { id: 'NHI6:2025', framework: 'owasp-nhi', title: 'Cloud', aliases: [], outside: 'not visible from outside' },
    { id: 'PR.AA-05', framework: 'nist-csf', title: 'Permissions', aliases: ['PR.AC-4'], outside: null },
    { id: 'PR.AA-04', framework: 'nist-csf', title: 'Assertions', aliases: [], outside: null },
    { id: 'PR.DS-02', framework: 'nist-csf', title: 'In transit', aliases: [], outside: null },
  ],
  tags: {},
}

function recorded(
  change: (run: ReturnType<typeof sampleRun>) => ReturnType<typeof sampleRun> = (run) => run,
): RecordedRun {
  const run = change(sampleRun())
  const refsOf = (id: string): readonly string[] => run.result.cases.find((entry) => entry.id === id)?.refs ?? []
  const tags = Object.fromEntries([
    ...refsOf('tls-1-1-refused').map((ref) => [ref, ['PR.DS-02']]),
    ...refsOf('par-assertion-without-sub').map((ref) => [ref, ['NHI4:2025', 'PR.AA-04']]),
  ])
  return recordRun({ ...run, suite: { ...run.suite, controls: { ...controls, tags } } })
}

const hostile = recorded((run) => ({
  ...run,
  result: { ...run.result, cases: run.result.cases.map(withHostileText) },
}))
const withoutTags = recordRun(sampleRun())
const waived = recorded((run) => ({
  ...run,
  result: {
    ...run.result,
    cases: run.result.cases.map((entry) =>
      entry.verdict === 'fail' ? { ...entry, waived: { reason: 'known', owner: 'me', expires: '2026-12-31' } } : entry,
    ),
  },
}))

const draw = (format: string, run: RecordedRun): string =>
  format === 'har' ? evidenceFormats.har(run) : (reports[format]?.(run) ?? '')

describe.each(['sarif', 'ctrf', 'oscal', 'har'])('%s', (format) => {
  it.each([
    ['a run of everything', recorded()],
    ['a run with hostile text', hostile],
    ['a run without tags', withoutTags],
    ['a run with waivers', waived],
  ])('is what the official schema asks for: %s', (_, run) => {
    expect(schemaErrors(format, draw(format, run))).toEqual([])
  })

  it('is the same each time', () => {
    const run = recorded()
    expect(draw(format, run)).toBe(draw(format, run))
  })

  it('would be refused if it were not', () => {
    expect(schemaErrors(format, '{}')).not.toEqual([])
  })
})

interface SarifResult {
  readonly ruleId: string
  readonly kind: string
  readonly level: string
  readonly properties: { readonly verdict: string }
  readonly suppressions?: readonly object[]
}

describe('SARIF', () => {
  const sarifOf = (run: RecordedRun) => JSON.parse(draw('sarif', run)).runs[0]

  it('never shows what could not be told as passed', () => {
    const { results } = sarifOf(recorded()) as { results: readonly SarifResult[] }
    const kindsOf = (verdict: string) =>
      new Set(
        results.filter(({ properties }) => properties.verdict === verdict).map(({ kind, level }) => `${kind} ${level}`),
      )
    expect(kindsOf('incomplete')).toEqual(new Set(['open none']))
    expect(kindsOf('fail')).toEqual(new Set(['fail error']))
    expect(kindsOf('warn')).toEqual(new Set(['fail warning']))
    expect(kindsOf('pass')).toEqual(new Set(['pass none']))
    expect(kindsOf('skip')).toEqual(new Set(['notApplicable none']))
  })

  it('names the broken requirement, has a rule for each, and suppresses what is waived', () => {
    const { results, tool } = sarifOf(recorded()) as {
      results: readonly SarifResult[]
      tool: { driver: { rules: { id: string }[] } }
    }
    const warned = sampleRun().result.cases.find(({ id }) => id === 'resource-bearer-scheme')
    expect(results.some(({ ruleId, level }) => ruleId === 'RFC6750-3.1-a' && level === 'warning')).toBe(true)
    expect(warned).toBeDefined()
    const rules = new Set(tool.driver.rules.map(({ id }) => id))
    expect(
      results
        .filter(({ kind }) => kind === 'fail')
        .every(({ ruleId }) => rules.has(ruleId) || ruleId === 'RFC6750-3.1-a'),
    ).toBe(true)
    const failures = (sarifOf(waived).results as readonly SarifResult[]).filter(
      ({ properties }) => properties.verdict === 'fail',
    )
    expect(failures.length).toBeGreaterThan(0)
    expect(failures.every(({ suppressions }) => suppressions?.length === 1)).toBe(true)
  })
})

describe('CTRF', () => {
  it('counts each case once, and what could not be told as neither passed nor skipped', () => {
    const { results } = JSON.parse(draw('ctrf', recorded()))
    const { tests, passed, failed, skipped, other } = results.summary
    const { cases } = sampleRun().result
    const number = (...verdicts: readonly string[]) => cases.filter(({ verdict }) => verdicts.includes(verdict)).length
    expect([tests, passed, failed, skipped, other]).toEqual([
      cases.length,
      number('pass', 'warn'),
      number('fail'),
      number('skip'),
      number('incomplete'),
    ])
  })

  it('lists every control, with the reason where it was not assessed', () => {
    const { controls: listed } = JSON.parse(draw('ctrf', recorded())).results.extra
    expect(listed).toEqual([
      { id: 'NHI4:2025', framework: 'owasp-nhi', result: 'fail' },
      { id: 'NHI6:2025', framework: 'owasp-nhi', result: 'not-assessed', reason: 'not visible from outside' },
      {
        id: 'PR.AA-05',
        framework: 'nist-csf',
        result: 'not-assessed',
        reason: expect.stringContaining('No requirement'),
        aliases: ['PR.AC-4'],
      },
      { id: 'PR.AA-04', framework: 'nist-csf', result: 'fail' },
      { id: 'PR.DS-02', framework: 'nist-csf', result: 'incomplete' },
    ])
  })
})

describe('OSCAL', () => {
  const resultOf = (run: RecordedRun) => JSON.parse(draw('oscal', run))['assessment-results'].results[0]

  it('has a finding for each control that was assessed; nothing undecided satisfies', () => {
    const { findings, observations } = resultOf(recorded())
    const states = Object.fromEntries(
      findings.map(({ target }: { target: { 'target-id': string; status: { state: string; reason: string } } }) => [
        target['target-id'],
        `${target.status.state} ${target.status.reason}`,
      ]),
    )
    expect(states).toEqual({
      'NHI4-2025': 'not-satisfied fail',
      'PR.AA-04': 'not-satisfied fail',
      'PR.DS-02': 'not-satisfied other',
    })
    const known = new Set(observations.map(({ uuid }: { uuid: string }) => uuid))
    for (const { 'related-observations': related } of findings)
      for (const { 'observation-uuid': uuid } of related) expect(known).toContain(uuid)
  })

  it('lists what was not assessed as excluded, with the reason', () => {
    const [nhi] = resultOf(recorded())['reviewed-controls']['control-selections']
    expect(nhi['exclude-controls']).toEqual([{ 'control-id': 'NHI6-2025' }])
    expect(nhi.remarks).toContain('not visible from outside')
  })
})

describe('the HTML report', () => {
  it('shows controls with their earlier ids, and what was not assessed', () => {
    const page = draw('html', recorded())
    expect(page).toContain('id="controls"')
    expect(page).toMatch(/Not assessed.*NHI6:2025.*not visible from outside/s)
    expect(draw('html', withoutTags)).not.toContain('id="controls"')
  })
})

it('names make UUIDs of version 5, each its own', () => {
  expect(nameUuid('a')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(nameUuid('a')).not.toBe(nameUuid('b'))
})
