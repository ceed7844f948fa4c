import type { TestCase } from 'junit-report-builder'
import loaded from 'junit-report-builder'
import type { RecordedRun } from '../evidence/types.ts'
import { type CaseView, caseViews, groupBy, hasVariants } from './caseViews.ts'
import { clauseName } from './specNames.ts'
import type { Report } from './types.ts'
import { visibleLine, visibleText } from './visibleText.ts'
import { attributionWord, type Look, proofWords, triesWords, waiverWords } from './words.ts'

/** The package declares an ES default export but is a CommonJS module: what Node loads is that export itself. */
const builder = loaded as unknown as typeof loaded.default

/** `]]>` would end the CDATA section that the builder puts such text in. */
const block = (text: string): string => visibleText(text).replaceAll(']]>', ']] >')

function details({ result, entry, requirements }: CaseView): string {
  const findings = result.findings
    .filter(({ ok }) => !ok)
    .flatMap(({ requirement, level, expected, observed }) => [
      `${requirement} (${level})`,
      `  expected: ${expected}`,
      `  observed: ${observed}`,
    ])
  const clauses = requirements.flatMap((requirement) => [
    `${clauseName(requirement)}: ${requirement.text}${requirement.url === null ? '' : ` ${requirement.url}`}`,
    ...requirement.attackers.map(({ id, text }) => `  attacker ${id}: ${text}`),
  ])
  const exchanges = result.exchanges.length === 0 ? [] : [`exchanges: ${result.exchanges.join(' ')} (exchanges.har)`]
  return [
    result.reason,
    ...findings,
    ...clauses,
    ...triesWords(result).map((line) => `tries: ${line}`),
    ...(entry?.fix ? [`how to fix: ${entry.fix}`] : []),
    ...exchanges,
  ].join('\n')
}

type Element = ReturnType<TestCase['build']>

function isSkipped(node: object): node is Element {
  return 'name' in node && node.name === 'skipped' && 'att' in node
}

/** The builder writes `<skipped/>` without the reason, which is the one thing to know about a skipped case. */
function skip(testCase: TestCase, reason: string): void {
  testCase.skipped()
  const build = testCase.build.bind(testCase)
  testCase.build = (parent) => {
    const element = build(parent)
    element.children.find(isSkipped)?.att('message', visibleLine(reason))
    return element
  }
}

const draw: Readonly<Record<Look, (testCase: TestCase, view: CaseView) => void>> = {
  pass: () => undefined,
  warn: (testCase, view) => {
    testCase.standardOutput(block(`warning: ${details(view)}`))
  },
  fail: (testCase, view) => {
    testCase.failure(visibleLine(view.result.reason), view.result.attributed ?? 'fail').stacktrace(block(details(view)))
  },
  incomplete: (testCase, view) => {
    testCase.error(visibleLine(view.result.reason), view.result.attributed ?? 'incomplete', block(details(view)))
  },
  waived: (testCase, view) => {
    const { waived, reason } = view.result
    skip(testCase, `waived ${waived ? waiverWords(waived) : ''} (${reason})`)
    testCase.standardOutput(block(`waived: ${details(view)}`))
  },
  skip: (testCase, view) => skip(testCase, view.result.reason),
}

/** Readers drop a test case whose class and name they have seen, so the variant or a number makes the name unique. */
function uniqueName(name: string, taken: Set<string>): string {
  let unique = name
  for (let n = 2; taken.has(unique); n++) unique = `${name} #${n}`
  taken.add(unique)
  return unique
}

const seconds = (ms: number): number => Math.round(ms) / 1000

/**
 * The run as JUnit XML: a test suite per variant, a test case per case. A failure is a `<failure>`, what could not be
 * tested an `<error>`, what does not apply is `<skipped>` with the reason, and a warning is a passed test with a note. What is
 * waived is `<skipped>`, too: it is no pass, and CI systems do not fail for it.
 */
export const junit: Report = (run: RecordedRun): string => {
  const { result } = run
  const report = builder.newBuilder().name(visibleLine(`assay ${result.run.target.id}`))
  const taken = new Set<string>()
  const several = hasVariants(run)
  for (const [variant, views] of groupBy(caseViews(run), (view) => view.result.variant)) {
    const suite = report
      .testSuite()
      .name(variant === '*' ? 'baseline' : visibleLine(variant))
      .timestamp(result.run.startedAt.replace(/\.\d+Z$|Z$/, ''))
    suite.time(seconds(views.reduce((sum, view) => sum + view.result.durationMs, 0)))
    for (const [name, value] of [
      ['profile', result.run.profile.id],
      ['issuer', result.run.target.issuer],
      ['run', result.run.id],
      ['tool', `${result.run.tool.name} ${result.run.tool.version}`],
      ['suite proven', proofWords(result) ?? 'not known'],
    ] as const) {
      suite.property(name, visibleLine(value))
    }
    for (const view of views) {
      const { id, refs, durationMs, step, control, attributed } = view.result
      const name = uniqueName(visibleLine(several ? `${id} [${variant}]` : id), taken)
      const testCase = suite.testCase().className(visibleLine(view.area)).name(name).time(seconds(durationMs))
      for (const ref of refs) testCase.property('requirement', visibleLine(ref))
      const blamed = attributionWord(attributed)
      if (step !== null) testCase.property('step', visibleLine(step))
      if (control !== null) testCase.property('control', visibleLine(control))
      if (blamed !== null) testCase.property('attributed', blamed)
      draw[view.look](testCase, view)
    }
  }
  return `${report.build()}\n`
}
