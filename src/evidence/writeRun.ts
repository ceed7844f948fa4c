import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { EVENTS, eventLines, harLineDigest } from './eventChain.ts'
import { RUNNING_LOG } from './eventLog.ts'
import { EvidenceError, writeError } from './evidenceError.ts'
import { evidenceFormats, harPieces } from './evidenceFormats.ts'
import { linesJson, linesJsonPieces } from './linesJson.ts'
import { type RunToRecord, recordRun } from './recordRun.ts'
import { obsoleteFiles } from './runFiles.ts'
import { type SealOptions, seal } from './seal.ts'
import type { RecordedRun, RecordedScreenshot } from './types.ts'
import { type FileToWrite, writeFiles } from './writeFiles.ts'

export interface RunToWrite extends RunToRecord {
  /** The run folder; made if it is not there. */
  readonly folder: string
  /** Reports to write beside the evidence: file name -> renderer. */
  readonly reports: Readonly<Record<string, (run: RecordedRun) => string>>
  /** Makes the temporary file names unique, e.g. 8 random hex characters. */
  readonly token: string
  /** Sign the folder; absent: it is left unsigned. */
  readonly seal?: Omit<SealOptions, 'folder' | 'exchanges'>
}

/** Where the list of screenshots stands in a run folder. */
export const SCREENSHOTS = 'screenshots/index.json'

/** Content of that list. */
export type ScreenshotIndex = readonly Omit<RecordedScreenshot, 'png'>[]

function evidenceFiles(run: RecordedRun): FileToWrite[] {
  // Each line is made once, for the file and for the digest in the chain: contents are asked for in this order.
  const digests = new Map<string, string>()
  const onLine = (entry: unknown, line: string): void => {
    if (typeof entry === 'object' && entry !== null && '_id' in entry)
      digests.set(String(entry._id), harLineDigest(line))
  }
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
    { name: 'exchanges.har', content: () => harPieces(run, onLine) },
    { name: EVENTS, content: () => `${eventLines(run, digests).join('\n')}\n` },
  ]
}

async function removeLog(folder: string): Promise<void> {
  const log = join(folder, RUNNING_LOG)
  await rm(log, { force: true }).catch((cause: unknown) => {
    throw writeError(cause, log)
  })
}

/**
 * Writes the run folder: `exchanges.har`, `suite.json`, `events.jsonl`, screenshots, the reports asked for, the attestation if
 * there is a key, and last `run.json`. A folder without `run.json` is not a finished run, so nothing half-written looks
 * complete. The log that was kept while the run went on is removed once everything it holds is in the other files.
 *
 * @returns the recorded (redacted) run, for what is drawn on the terminal
 * @throws EvidenceError if the folder cannot be written: the log of the run then still holds what was done; or `LEAK` if what
 *   was to be signed holds a secret: then nothing is left, the log neither
 */
export async function writeRun(run: RunToWrite): Promise<RecordedRun> {
  const recorded = recordRun(run)
  const reports = Object.entries(run.reports).map(([name, draw]) => ({ name, content: () => draw(recorded) }))
  const json = { name: 'run.json', content: () => evidenceFormats.json(recorded) }
  const files = [...evidenceFiles(recorded), ...reports, json]
  const options = {
    token: run.token,
    obsolete: await obsoleteFiles(
      run.folder,
      files.map(({ name }) => name),
    ),
  }
  if (run.seal === undefined) await writeFiles(run.folder, files, options)
  else {
    const { folder, exchanges } = run
    const sealing = { ...run.seal, folder, exchanges }
    await writeFiles(folder, files, { ...options, seal: (written) => seal(recorded, written, sealing) }).catch(
      async (error: unknown) => {
        if (isLeak(error)) await removeLog(folder)
        throw error
      },
    )
  }
  await removeLog(run.folder)
  return recorded
}

const isLeak = (error: unknown): boolean => error instanceof EvidenceError && error.code === 'LEAK'
