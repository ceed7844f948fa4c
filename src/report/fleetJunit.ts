import loaded from 'junit-report-builder'
import type { FleetReport, FleetRow } from './fleetTypes.ts'
import { visibleLine, visibleText } from './visibleText.ts'

/** The package declares an ES default export but is a CommonJS module: what Node loads is that export itself. */
const builder = loaded as unknown as typeof loaded.default

/** `]]>` would end the CDATA section that the builder puts such text in. */
const block = (text: string): string => visibleText(text).replaceAll(']]>', ']] >')

/** What becomes a failure, an error or a skipped test; everything else has passed. */
const LOOK: Readonly<Partial<Record<FleetRow['outcome'], 'fail' | 'error' | 'skip'>>> = {
  'non-conformant': 'fail',
  incomplete: 'error',
  error: 'error',
  'not-started': 'error',
  'left-out': 'skip',
}

/** One test case per target, in a test suite per organisation: what is to be done about whom. */
export function fleetJunit(report: FleetReport): string {
  const xml = builder.newBuilder().name(visibleLine(`assay recertify ${report.fleet}`))
  for (const [organisation, rows] of Map.groupBy(report.targets, (row) => row.organisation)) {
    const suite = xml
      .testSuite()
      .name(visibleLine(organisation))
      .timestamp(report.startedAt.replace(/\.\d+Z$|Z$/, ''))
    for (const row of rows) {
      // Target ids are unique within a fleet, and so are these names.
      const test = suite
        .testCase()
        .className(visibleLine(`${row.organisation}.${row.application}`))
        .name(visibleLine(`${row.target} ${row.profile} ${row.environment}`))
        .time(Math.round(row.durationMs) / 1000)
      test.property('state before', row.before ?? 'none').property('state after', row.after ?? 'none')
      if (row.nextDue !== null) test.property('next due', row.nextDue)
      if (row.folder !== null) test.property('folder', visibleLine(row.folder))
      const text = block([`${row.outcome}: ${row.reason}`, ...row.complaints].join('\n'))
      const look = LOOK[row.outcome]
      if (look === 'fail') test.failure(visibleLine(row.reason), 'non-conformant').stacktrace(text)
      if (look === 'error') test.error(visibleLine(row.reason), row.outcome, text)
      if (look === 'skip') test.skipped().standardOutput(text)
    }
  }
  return xml.build()
}
