import type { RecordedRun } from '../evidence/types.ts'
import { type CaseView, caseViews } from './caseViews.ts'
import { controlsOf, controlViews } from './controlViews.ts'
import { nameUuid } from './nameUuid.ts'
import type { Report } from './types.ts'
import { visibleText } from './visibleText.ts'
import { type Look, waiverWords } from './words.ts'

type Status = 'passed' | 'failed' | 'skipped' | 'other'

/** CTRF has no word for "could not be tested"; `other` is at least not green. A waived failure is not run-deciding: skipped. */
const statuses: Readonly<Record<Look, Status>> = {
  pass: 'passed',
  warn: 'passed',
  fail: 'failed',
  waived: 'skipped',
  skip: 'skipped',
  incomplete: 'other',
}

function testOf({ result, look, area, entry }: CaseView, run: RecordedRun): object {
  const start = Date.parse(run.result.run.startedAt) + Math.round(result.startMs)
  const duration = Math.round(result.durationMs)
  const trace = result.findings
    .filter(({ ok }) => !ok)
    .map(({ requirement, expected, observed }) => `${requirement}: expected ${expected}; observed ${observed}`)
  const waived = result.waived === undefined ? '' : `waived ${waiverWords(result.waived)}: `
  return {
    testId: visibleText(`${result.id} ${result.variant}`),
    name: visibleText(`${result.id} [${result.variant}]`),
    status: statuses[look],
    rawStatus: look,
    duration,
    start,
    stop: start + duration,
    suite: [visibleText(area)],
    message: visibleText(`${waived}${result.reason}`),
    ...(trace.length === 0 ? {} : { trace: visibleText(trace.join('\n')) }),
    ...(entry === null ? {} : { filePath: entry.source.file, line: entry.source.line }),
    tags: [...result.refs, ...controlsOf(run, result.refs)],
    type: 'conformance',
    extra: {
      title: visibleText(result.title),
      attributed: result.attributed,
      step: result.step,
      control: result.control,
      exchanges: result.exchanges,
      ...(entry?.fix ? { fix: entry.fix } : {}),
    },
  }
}

/** The run as CTRF (Common Test Report Format). */
export const ctrf: Report = (run: RecordedRun): string => {
  const { result } = run
  const views = caseViews(run)
  const count = (status: Status): number => views.filter(({ look }) => statuses[look] === status).length
  const start = Date.parse(result.run.startedAt)
  const stop = Date.parse(result.run.finishedAt)
  const report = {
    reportFormat: 'CTRF',
    specVersion: '0.0.0',
    reportId: nameUuid(`ctrf ${result.run.id}`),
    timestamp: result.run.finishedAt,
    generatedBy: result.run.tool.name,
    results: {
      tool: { name: result.run.tool.name, version: result.run.tool.version },
      summary: {
        tests: views.length,
        passed: count('passed'),
        failed: count('failed'),
        skipped: count('skipped'),
        pending: 0,
        other: count('other'),
        start,
        stop,
        duration: stop - start,
        extra: { result: result.result, ...result.summary },
      },
      tests: views.map((view) => testOf(view, run)),
      environment: {
        reportName: visibleText(`assay ${result.run.target.id}`),
        appName: visibleText(result.run.application),
        testEnvironment: visibleText(result.run.environment),
        ...(result.run.commit === undefined ? {} : { commit: result.run.commit }),
        extra: {
          runId: result.run.id,
          issuer: visibleText(result.run.target.issuer),
          profile: result.run.profile.id,
          profileDigest: result.run.profile.digest,
          observedBy: result.run.observedBy ?? 'self',
        },
      },
      extra: {
        controls: controlViews(run, views).map(({ control, framework, look, notAssessed }) => ({
          id: control.id,
          framework: framework.id,
          result: look ?? 'not-assessed',
          ...(notAssessed === null ? {} : { reason: notAssessed }),
          ...(control.aliases.length === 0 ? {} : { aliases: control.aliases }),
        })),
      },
    },
  }
  return `${JSON.stringify(report, null, 2)}\n`
}
