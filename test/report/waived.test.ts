import { describe, expect, it } from 'vitest'
import { recordRun } from '../../src/evidence/recordRun.ts'
import { createRedactor } from '../../src/evidence/redact.ts'
import { githubAnnotations } from '../../src/report/github.ts'
import { githubSummary } from '../../src/report/githubSummary.ts'
import { htmlReport } from '../../src/report/html/page.ts'
import { junit } from '../../src/report/junit.ts'
import { terminal } from '../../src/report/terminal.ts'
import { outcomeWords } from '../../src/report/words.ts'
import { outcome, summarise } from '../../src/verdict/judge.ts'
import type { CaseResult } from '../../src/verdict/types.ts'
import { sampleRun } from '../support/sampleRun.ts'
import { parseXml } from './parseXml.ts'

const waiver = { reason: 'mended in <b>release 4</b>', owner: 'Ada', expires: '2027-01-31' }

/** The sample run with one known failure, and without what else is not in order unless `rest` keeps it. */
function waivedRun(rest: boolean, more: readonly CaseResult[] = []) {
  const base = sampleRun({
    change: (result) => {
      if (result.id === 'par-assertion-without-sub') return { ...result, waived: waiver }
      if (rest || ['pass', 'skip'].includes(result.verdict)) return result
      return { ...result, verdict: 'pass', findings: result.findings.map((finding) => ({ ...finding, ok: true })) }
    },
  })
  const cases = [...base.result.cases, ...more]
  const summary = summarise(cases)
  const baseline = { id: 'acme-2026', digest: `sha256:${'ef'.repeat(32)}`, waived: 1 }
  const run = { ...base.result.run, baseline }
  return recordRun({ ...base, result: { ...base.result, run, cases, summary, result: outcome(summary) } })
}
const stale = (base: CaseResult | undefined): CaseResult[] =>
  base
    ? [
        {
          ...base,
          ...{ id: 'baseline-entry-2', variant: '*', title: 'Entry 2 of baseline acme-2026 is in use', refs: [] },
          ...{ verdict: 'fail', reason: 'it matches no case', attributed: 'config', step: null, findings: [] },
          exchanges: [],
        },
      ]
    : []
const alone = waivedRun(false)
const anyCase = alone.result.cases.find(({ verdict }) => verdict === 'pass')

describe('a waived failure', () => {
  it('leaves a conformant run conformant, but not without saying so', () => {
    expect(alone.result.result).toBe('conformant')
    expect(outcomeWords(alone.result)).toMatchObject({
      title: 'Conformant but for what is waived',
      meaning: 'Nothing else is broken. 1 known failure is waived; the first waiver ends on 2027-01-31.',
      exit: '0 (conformant)',
    })
    expect(outcomeWords(waivedRun(true).result).meaning).toBe(
      '1 case shows that a mandatory requirement is broken. 1 known failure is waived; the first waiver ends on 2027-01-31.',
    )
  })

  it('is told on the terminal with reason, owner and end', () => {
    const text = terminal(alone)
    expect(text).toMatch(/~ Waived {2}par-assertion-without-sub/)
    expect(text).toContain('waived    until 2027-01-31, Ada: mended in <b>release 4</b>')
    expect(text).toContain('~ 1 waived   ✓ 7 pass')
    expect(text).not.toContain('✕')
  })

  it('is skipped in JUnit, neither passed nor failed', () => {
    const suites = parseXml(junit(alone))
    expect(suites.attributes).toMatchObject({ failures: '0', skipped: '3' })
    const testcase = suites.children[0]?.children.find(
      ({ attributes }) => attributes.name === 'par-assertion-without-sub',
    )
    expect(testcase?.children.find(({ name }) => name === 'skipped')?.attributes.message).toMatch(
      /^waived until 2027-01-31, Ada: mended in <b>release 4<\/b> \(The request was accepted/,
    )
    expect(testcase?.children.find(({ name }) => name === 'system-out')?.text).toContain('how to fix:')
  })

  it('is a notice on GitHub and a table of its own in the summary', () => {
    expect(githubAnnotations(alone).split('\n')[0]).toMatch(
      /^::notice title=par-assertion-without-sub waived::until 2027-01-31, Ada: mended in <b>release 4<\/b> \(fail in /,
    )
    const summary = githubSummary(alone)
    expect(summary).toContain('| ✕ Fail | ? Incomplete | ~ Waived | ! Warning | ✓ Pass | – Skipped |')
    expect(summary).toContain('| 0 | 0 | 1 | 0 | 7 | 2 |')
    expect(summary).toMatch(/### Waived[^#]*Waived until 2027-01-31, Ada: mended in &lt;b&gt;release 4/)
    expect(githubSummary(recordRun(sampleRun()))).not.toContain('Waived')
  })

  it('has a section of its own in the page, and no green result above it', () => {
    const page = htmlReport(alone)
    expect(page).toContain('<section class="hero v-waived"')
    expect(page).toMatch(/<section id="waived"[^>]*><h2[^>]*>Waived, known to the baseline \(1\)/)
    expect(page).toContain('until 2027-01-31, Ada: mended in &lt;b&gt;release 4&lt;/b&gt;')
    expect(page).toMatch(/Baseline<\/dt><dd>acme-2026, 1 result waived/)
    expect(page).not.toContain('id="fail"')
    expect(htmlReport(recordRun(sampleRun()))).not.toContain('class="dot v-waived"')
  })

  it('goes through the redactor', () => {
    const redactor = createRedactor({ secrets: ['correct-horse-battery'] })
    const result = redactor.caseResult({
      ...(anyCase as CaseResult),
      waived: { ...waiver, reason: 'as said in correct-horse-battery' },
      tries: [{ verdict: 'fail', reason: 'sent code=SplxlOBeZQQYbYS6WxSbIA' }],
    })
    expect(JSON.stringify(result)).not.toMatch(/correct-horse|SplxlOBe/)
    expect(result.tries?.[0]?.reason).toMatch(/^sent code=\[redacted:code:/)
  })
})

describe('an entry of the baseline that is of no use', () => {
  const run = waivedRun(false, stale(anyCase))

  it('fails the run and says what is to be done', () => {
    expect(run.result.result).toBe('non-conformant')
    expect(outcomeWords(run.result)).toMatchObject({
      meaning:
        '1 entry of the baseline has to be tended. 1 known failure is waived; the first waiver ends on 2027-01-31.',
      advice: 'Change the baseline as each failure says. Then run again.',
    })
    expect(terminal(run)).toMatch(/✕ Fail {2}baseline-entry-2/)
    expect(htmlReport(run)).toContain('Entry 2 of baseline acme-2026 is in use')
    expect(githubAnnotations(run)).toContain('::error title=baseline-entry-2 failed::it matches no case')
  })

  it('is no variant of its own: names of test cases stay as they are', () => {
    const suites = parseXml(junit(run)).children
    expect(suites.map(({ attributes }) => attributes.name)).toEqual([anyCase?.variant, 'baseline'])
    const names = suites.flatMap(({ children }) => children.map(({ attributes }) => attributes.name))
    expect(names).toContain('par-assertion-without-sub')
    expect(names).toContain('baseline-entry-2')
  })
})

describe('a case that was run more than once', () => {
  const tries: CaseResult['tries'] = [
    { verdict: 'fail', reason: 'accepted among others' },
    { verdict: 'pass', reason: 'refused alone' },
  ]
  const run = (tried: CaseResult['tries']) =>
    recordRun(
      sampleRun({ change: (result) => (result.verdict === 'fail' && tried ? { ...result, tries: tried } : result) }),
    )

  it('shows what each time came to', () => {
    for (const draw of [terminal, htmlReport, junit]) {
      expect(draw(run(tries))).toMatch(/1\. fail: accepted among others/)
      expect(draw(run(tries))).toMatch(/2\. pass: refused alone/)
    }
  })

  it('is short where all agree', () => {
    for (const draw of [terminal, htmlReport, junit]) {
      expect(draw(run([tries[0] ?? { verdict: 'fail', reason: '' }, { verdict: 'fail', reason: 'x' }]))).toContain(
        '2 times fail',
      )
    }
  })

  it('a repeated plan says so', () => {
    const base = sampleRun()
    const repeated = recordRun({ ...base, result: { ...base.result, run: { ...base.result.run, repeats: 50 } } })
    for (const draw of [terminal, htmlReport, githubSummary])
      expect(draw(repeated)).toContain('The plan was run 50 times')
  })
})
