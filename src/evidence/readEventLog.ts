import { join } from 'node:path'
import type { CaseResult } from '../verdict/types.ts'
import type { Exchange } from '../wire/types.ts'
import { type LogEvent, RUNNING_LOG } from './eventLog.ts'
import { EvidenceError } from './evidenceError.ts'
import { parseRecorded, readIfThere } from './readJsonFile.ts'
import { caseShape, exchangeShape, runFactsShape } from './recordedShapes.ts'
import type { Shape } from './shape.ts'
import type { Redacted } from './types.ts'

/** What a run that was cut off had done. */
export interface CutOffRun {
  /** Facts about the run; null if it ended before the first line. */
  readonly run: Extract<LogEvent, { kind: 'run-start' }>['run'] | null
  readonly exchanges: readonly Redacted<Exchange>[]
  readonly cases: readonly Redacted<CaseResult>[]
  /** True where the last line was cut off in the middle; the event it held is lost. */
  readonly torn: boolean
}

const shapes: Readonly<Record<LogEvent['kind'], Shape>> = {
  'run-start': { members: { run: runFactsShape } },
  exchange: { members: { exchange: exchangeShape } },
  'case-end': { members: { result: caseShape } },
}

/**
 * Reads the event log of a run that did not get to write its folder. A last line without its end is left out.
 *
 * @throws EvidenceError `NOT_A_RUN` without a log, `DAMAGED` if another line than the last is unreadable
 */
export async function readEventLog(folder: string): Promise<CutOffRun> {
  const path = join(folder, RUNNING_LOG)
  const bytes = await readIfThere(path)
  if (bytes === null) throw new EvidenceError('NOT_A_RUN', folder, `there is no "${RUNNING_LOG}" in "${folder}".`)
  const lines = bytes.toString('utf8').split('\n')
  const last = lines.pop()
  const events = lines.map((line, index) => {
    const where = `${path}:${index + 1}`
    const event = parseRecorded<LogEvent>(line, where, { members: { kind: 'string' } })
    const shape = shapes[event.kind]
    return shape === undefined ? event : parseRecorded<LogEvent>(line, where, shape)
  })
  return {
    run: events.find((event) => event.kind === 'run-start')?.run ?? null,
    exchanges: events.flatMap((event) => (event.kind === 'exchange' ? [event.exchange] : [])),
    cases: events.flatMap((event) => (event.kind === 'case-end' ? [event.result] : [])),
    torn: last !== '',
  }
}
