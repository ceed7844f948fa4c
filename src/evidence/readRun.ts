import { join, normalize } from 'node:path'
import type { RunResult } from '../verdict/types.ts'
import { RUNNING_LOG } from './eventLog.ts'
import { EvidenceError } from './evidenceError.ts'
import { fromHar } from './fromHar.ts'
import type { Har } from './harTypes.ts'
import { parseRecorded, readIfThere } from './readJsonFile.ts'
import { harShape, runShape, screenshotsShape, suiteShape } from './recordedShapes.ts'
import type { Shape } from './shape.ts'
import type { RecordedRun, RecordedScreenshot, RecordedSuite, Redacted } from './types.ts'
import { SCREENSHOTS, type ScreenshotIndex } from './writeRun.ts'

const VERSION = 1

async function missing(folder: string): Promise<EvidenceError> {
  const log = join(folder, RUNNING_LOG)
  if ((await readIfThere(log)) !== null) {
    return new EvidenceError(
      'UNFINISHED_RUN',
      folder,
      `"${folder}" holds a run that was cut off: there is "${RUNNING_LOG}" but no "run.json". Run again, or look into the log.`,
    )
  }
  return new EvidenceError(
    'NOT_A_RUN',
    folder,
    `"${folder}" is not a run folder: there is no "run.json" in it. Give the folder that a run wrote.`,
  )
}

async function read<T extends { readonly schemaVersion: number }>(
  folder: string,
  name: string,
  shape: Shape,
): Promise<T> {
  const path = join(folder, name)
  const bytes = await readIfThere(path)
  if (bytes === null)
    throw new EvidenceError('DAMAGED', path, `"${name}" is missing in "${folder}". Take it from a backup or run again.`)
  const value = parseRecorded<T>(bytes.toString('utf8'), path, shape)
  if (value.schemaVersion > VERSION) {
    const message = `"schemaVersion" of "${path}" is ${value.schemaVersion}, this version reads up to ${VERSION}. Use the version of fapi-assay that wrote it.`
    throw new EvidenceError('NEWER_VERSION', path, message)
  }
  return value
}

async function readScreenshots(folder: string): Promise<RecordedScreenshot[]> {
  const path = join(folder, SCREENSHOTS)
  const bytes = await readIfThere(path)
  if (bytes === null) return []
  const found: RecordedScreenshot[] = []
  for (const entry of parseRecorded<ScreenshotIndex>(bytes.toString('utf8'), path, screenshotsShape)) {
    // The index may have been edited: nothing outside the folder is read for it.
    const file = normalize(entry.file)
    if (!file.startsWith('screenshots'))
      throw new EvidenceError(
        'DAMAGED',
        path,
        `"file" in "${path}" names "${entry.file}", which is not below "screenshots".`,
      )
    const png = await readIfThere(join(folder, file))
    if (png !== null) found.push({ ...entry, png })
  }
  return found
}

/**
 * Loads a run folder, so that any report can be redrawn from it.
 *
 * @throws EvidenceError `NOT_A_RUN`, `UNFINISHED_RUN`, `DAMAGED`, `NEWER_VERSION` or `UNREADABLE`
 */
export async function readRun(folder: string): Promise<RecordedRun> {
  if ((await readIfThere(join(folder, 'run.json'))) === null) throw await missing(folder)
  const result = await read<Redacted<RunResult>>(folder, 'run.json', runShape)
  const suite = await read<RecordedSuite>(folder, 'suite.json', suiteShape)
  const path = join(folder, 'exchanges.har')
  const bytes = await readIfThere(path)
  if (bytes === null)
    throw new EvidenceError(
      'DAMAGED',
      path,
      `"exchanges.har" is missing in "${folder}". Take it from a backup or run again.`,
    )
  const exchanges = fromHar(parseRecorded<Har>(bytes.toString('utf8'), path, harShape))
  return { result, exchanges, suite, screenshots: await readScreenshots(folder) }
}
