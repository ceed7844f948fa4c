import { describe, expect, it } from 'vitest'
import { recordRun } from '../../src/evidence/recordRun.ts'
import { githubAnnotations } from '../../src/report/github.ts'
import { githubSummary } from '../../src/report/githubSummary.ts'
import { htmlReport } from '../../src/report/html/page.ts'
import { junit } from '../../src/report/junit.ts'
import { reports } from '../../src/report/reports.ts'
import { safeHref } from '../../src/report/safeHref.ts'
import { terminal } from '../../src/report/terminal.ts'
import { limitations, outcomeWords } from '../../src/report/words.ts'
import type { SuiteProof } from '../../src/verdict/types.ts'
import { sampleRun } from '../support/sampleRun.ts'
import { withHostileText } from './hostile.ts'

const plain = recordRun(sampleRun())
const hostile = recordRun(sampleRun({ change: withHostileText }))

describe('terminal', () => {
  const text = terminal(plain)

  it('tells per failure expected, observed, clause, place and fix, and the result last', () => {
    expect(text).toMatch(/✕ Fail {2}par-assertion-without-sub\n {4}Client assertion without "sub"/)
    for (const line of [
      'expected  refused with invalid_client',
      'observed  accepted: 201',
      'clause    RFC 7523, section 3-sub',
      'where     authorization server, pushed authorization request',
      'fix       Check that "iss"',
    ])
      expect(text).toContain(line)
    expect(text.indexOf('Not conformant')).toBeGreaterThan(text.lastIndexOf('✕ Fail'))
    expect(text.indexOf('! Warning')).toBeLessThan(text.indexOf('✕ Fail'))
    expect(text).toMatch(/✕ 2 fail {3}\? 1 incomplete {3}! 2 warn {3}✓ 3 pass {3}– 2 skip/)
    expect(text).toContain('Exit code 1 (not conformant)')
    expect(text).toContain('accommodation "assertion_aud: endpoint"')
  })

  it('has no colour unless asked, and no line longer than the terminal except an address', () => {
    expect(text).not.toContain('\u001b')
    expect(terminal(plain, { colour: true })).toContain('\u001b[31m')
    for (const line of terminal(plain, { columns: 72 }).split('\n'))
      expect(line.length <= 72 || line.includes('https://'), line).toBe(true)
  })

  it('writes out control characters of a server', () => {
    const drawn = terminal(hostile)
    expect(/(?!\n)\p{Cc}|\u202e/u.test(drawn)).toBe(false)
    expect(drawn).toContain(String.raw`\u001b[31mred`)
  })

  it('tells one cause of many incomplete cases once', () => {
    const many = terminal(recordRun(sampleRun({ copies: 8 })))
    expect(many.match(/cannot offer TLS 1\.1/g)?.length).toBe(1)
    expect(many).toContain('? Incomplete  8 cases')
    expect(many).toContain('and 3 more')
  })

  it('names the variants of a case once', () => {
    const drawn = terminal(recordRun(sampleRun({ variants: ['v1', 'v2'] })))
    expect(drawn.match(/✕ Fail {2}par-assertion-without-sub/g)?.length).toBe(1)
    expect(drawn).toContain('variant   v1, v2')
  })
})

describe('result in words', () => {
  const of = (change: object) => ({ ...plain.result, ...change })
  it.each([
    ['conformant', 'Conformant', '0 (conformant)'],
    ['non-conformant', 'Not conformant', '1 (not conformant)'],
    ['incomplete', 'Could not decide', '3 (could not decide)'],
  ] as const)('%s', (result, title, exit) => {
    expect(outcomeWords(of({ result }))).toMatchObject({ title, exit })
  })
  it('an interrupted or partial run says so', () => {
    const run = { ...plain.result.run, interrupted: true, selection: { only: ['par-*'], slow: false, omitted: 7 } }
    expect(outcomeWords(of({ run })).exit).toBe('130 (interrupted)')
    expect(limitations(of({ run })).join(' ')).toBe(
      'The run was interrupted: it holds what was done until then. Only cases matching par-* were run (7 cases left out). Cases that wait for something to expire were not run.',
    )
    expect(limitations(plain.result)).toEqual([])
  })
})

describe('GitHub annotations', () => {
  it('one error per failed case and cause, one warning per warning, on one line each', () => {
    const lines = githubAnnotations(plain).trimEnd().split('\n')
    expect(lines.map((line) => line.split('::')[1])).toEqual([
      'error title=par-assertion-without-sub failed',
      'error title=dpop-resource-other-key failed',
      'error title=1 incomplete',
      'warning title=resource-bearer-scheme',
      'warning title=authorize-hsts',
    ])
    expect(lines[0]).toContain('%0AHow to fix: Check that')
  })

  it('a server cannot write commands or properties of its own', () => {
    const lines = githubAnnotations(
      recordRun(
        sampleRun({
          change: (result) => ({ ...result, id: 'a:b,c\n::error::x', reason: 'r\r\n::set-output name=x::y%0A' }),
        }),
      ),
    )
      .trimEnd()
      .split('\n')
    for (const line of lines) expect(line).toMatch(/^::(error|warning) title=[^:,\r\n]*::[^\r\n]*$/)
    expect(lines[0]).toContain('title=a%3Ab%2Cc %3A%3Aerror%3A%3Ax failed::')
    expect(lines[0]).toContain('y%250A')
  })

  it('no more than ten of a kind, the last one counting the rest', () => {
    const lines = githubAnnotations(recordRun(sampleRun({ copies: 25 })))
      .trimEnd()
      .split('\n')
    const warnings = lines.filter((line) => line.startsWith('::warning'))
    expect(warnings.length).toBe(10)
    expect(warnings.at(-1)).toContain('title=Assay%3A 41 more')
  })
})

describe('GitHub step summary', () => {
  it('has the result, the counts and a table of what to mend', () => {
    const text = githubSummary(plain)
    expect(text).toMatch(/^## Not conformant: acme-bank\n/)
    expect(text).toContain('| 2 | 1 | 2 | 3 | 2 |')
    expect(text).toMatch(/\| <code>par-assertion-without-sub<\/code> \| The request was accepted \\\(201\\\)/)
    expect(text).toContain('[RFC 7523, section 3-sub](https://www.rfc-editor.org/rfc/rfc7523#section-3-sub)')
  })

  it('gives no markup, HTML, mention or link of a server a chance', () => {
    const text = githubSummary(hostile)
    expect(text).not.toMatch(/<(?!\/?code>|br>|!-- -->)/)
    expect(text).not.toContain('@everyone')
    for (const line of text.split('\n').filter((one) => one.startsWith('| <code>')))
      expect(line.match(/(?<!\\)\|/g)?.length, line).toBe(5)
    const link = githubSummary(
      recordRun(
        sampleRun({
          change: (result) => ({ ...result, reason: '[x](https://evil.example) ![y](//z) http://evil.example' }),
        }),
      ),
    )
    expect(link).not.toMatch(/(?<!\\)\[x\]|(?<!\\)!\[|http:\/\/evil/)
  })

  it('stays far below the limit of GitHub', () => {
    expect(githubSummary(recordRun(sampleRun({ copies: 60 }))).length).toBeLessThan(200_000)
  })
})

describe('addresses', () => {
  it.each(['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', '//x', 'no address', ''])(
    '%j is not followed',
    (url) => {
      expect(safeHref(url)).toBeNull()
    },
  )
  it('an https address is', () => {
    expect(safeHref('https://openid.net/specs/x.html#a')).toBe('https://openid.net/specs/x.html#a')
  })
})

it('every format draws a run without a single case', () => {
  const empty = {
    ...plain,
    exchanges: [],
    result: {
      ...plain.result,
      result: 'incomplete' as const,
      cases: [],
      summary: { pass: 0, warn: 0, fail: 0, skip: 0, incomplete: 0 },
    },
  }
  for (const [name, draw] of Object.entries(reports)) {
    const text = draw(empty)
    expect(name === 'github' || text.length > 50, name).toBe(true)
  }
})

describe('suite proven', () => {
  const withProof = (suiteProof: SuiteProof | undefined) => {
    const base = sampleRun()
    return recordRun({
      ...base,
      result: { ...base.result, run: { ...base.result.run, ...(suiteProof ? { suiteProof } : {}) } },
    })
  }
  const proof = { current: true, cases: 612, proven: 610, provedAt: '2026-01-02T00:00:00.000Z' }
  const drawn = (suiteProof: SuiteProof | undefined) => {
    const run = withProof(suiteProof)
    return [terminal(run), githubSummary(run), htmlReport(run), junit(run)]
  }

  it('is in every report', () => {
    for (const text of drawn(proof)) expect(text).toMatch(/suite proven/i)
    for (const text of drawn(proof)) expect(text).toContain('610 of 612 cases')
  })

  it('says so where the suite has changed since', () => {
    for (const text of drawn({ ...proof, current: false, proven: 0 })) {
      expect(text).toContain('not proven for this version of the suite')
      expect(text).not.toContain('610 of 612')
    }
  })

  it('is left out of runs that do not say', () => {
    for (const text of drawn(undefined)) expect(text).not.toMatch(/of 612|not proven for/)
  })
})
