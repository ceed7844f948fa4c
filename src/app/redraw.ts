import { evidenceFormats } from '../evidence/evidenceFormats.ts'
import { readRun } from '../evidence/readRun.ts'
import type { RecordedRun } from '../evidence/types.ts'
import { reports } from '../report/reports.ts'
import type { DrawOptions, Report } from '../report/types.ts'
import { suggest } from '../yaml/suggest.ts'

/** There is no report of that name. */
export class UnknownFormatError extends Error {
  override readonly name = 'UnknownFormatError'
  readonly code = 'UNKNOWN_FORMAT'
}

/**
 * Draws a recorded run again. `format` is a name of the table of reports, or one of the evidence itself (`json`, `har`).
 * `run` is a run folder, or what a run that has just ended recorded: reading a folder of megabytes takes as long as a
 * hundred requests. Throws `UnknownFormatError`, or `EvidenceError` if the folder holds no run that can be read.
 */
export async function redraw(run: string | RecordedRun, format: string, options: DrawOptions): Promise<string> {
  const formats: Readonly<Record<string, Report>> = { ...reports, ...evidenceFormats }
  const draw = Object.hasOwn(formats, format) ? formats[format] : undefined
  if (draw === undefined) {
    const names = Object.keys(formats)
    const hint = suggest(format, names) ?? `the formats are ${names.join(', ')}`
    throw new UnknownFormatError(`"--format": there is no report "${format}"; ${hint}`)
  }
  return draw(typeof run === 'string' ? await readRun(run) : run, options)
}
