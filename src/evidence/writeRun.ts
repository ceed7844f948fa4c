import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { EVENT_LOG } from './eventLog.ts'
import { writeError } from './evidenceError.ts'
import { evidenceFormats, harPieces } from './evidenceFormats.ts'
import { linesJson, linesJsonPieces } from './linesJson.ts'
import { type RunToRecord, recordRun } from './recordRun.ts'
import type { RecordedRun, RecordedScreenshot } from './types.ts'
import { type FileToWrite, writeFiles } from './writeFiles.ts'

export interface RunToWrite extends RunToRecord {
  /** The run folder; made if it is not there. */
  readonly folder: string
  /** Reports to write beside the evidence: file name -> renderer. */
  readonly reports: Readonly<Record<string, (run: RecordedRun) => string>>
  /** Makes the temporary file names unique, e.g. 8 random hex characters. */
  readonly token: string
}

/** Where the list of screenshots stands in a run folder. */
export const SCREENSHOTS = 'screenshots/index.json'

/** Content of that list. */
export type ScreenshotIndex = readonly Omit<RecordedScreenshot, 'png'>[]

function evidenceFiles(run: RecordedRun): FileToWrite[] {
  const index: ScreenshotIndex = run.screenshots.map(({ file, caseId, variant, step }) => ({
    file,
    caseId,
    variant,
    step,
  }))
  return [
    ...run.screenshots.map(({ file, png }) => ({ name: file, content: png })),
    ...(index.length === 0 ? [] : [{ name: SCREENSHOTS, content: linesJson(index) }]),
    { name: 'suite.json', content: () => linesJsonPieces(run.suite) },
    { name: 'exchanges.har', content: () => harPieces(run) },
  ]
}

/**
 * Writes the run folder: `exchanges.har`, `suite.json`, screenshots, the reports asked for, and last `run.json`. A folder
 * without `run.json` is not a finished run, so nothing half-written looks complete. The event log of the run is removed
 * once everything it holds is in the other files.
 *
 * @returns the recorded (redacted) run, for what is drawn on the terminal
 * @throws EvidenceError if the folder cannot be written; the event log then still holds what was done
 */
export async function writeRun(run: RunToWrite): Promise<RecordedRun> {
  const recorded = recordRun(run)
  const reports = Object.entries(run.reports).map(([name, draw]) => ({ name, content: () => draw(recorded) }))
  const json = { name: 'run.json', content: () => evidenceFormats.json(recorded) }
  const files = [...evidenceFiles(recorded), ...reports, json]
  await writeFiles(run.folder, files, { token: run.token, obsolete: [SCREENSHOTS] })
  const log = join(run.folder, EVENT_LOG)
  await rm(log, { force: true }).catch((cause: unknown) => {
    throw writeError(cause, log)
  })
  return recorded
}
