import { appendFileSync, closeSync, existsSync, fsyncSync, openSync, readFileSync } from 'node:fs'
import type { FleetRow } from '../report/fleetTypes.ts'

/** A target that a campaign has decided to run. */
export interface PlannedRun {
  /** Absolute path of the target file. */
  readonly file: string
  readonly profile: string
  readonly baseline: string | null
  /** Name of its run folder within the campaign. */
  readonly folder: string
  /** What is known of it before the run. */
  readonly row: FleetRow
}

/** The lines of a journal, in order: one `plan`, a `done` per target, one `end`. */
export type JournalLine =
  | {
      readonly kind: 'plan'
      readonly campaign: string
      readonly startedAt: string
      readonly runs: readonly PlannedRun[]
      readonly leftOut: readonly FleetRow[]
    }
  | { readonly kind: 'done'; readonly folder: string; readonly row: FleetRow }
  | { readonly kind: 'end' }

/** Appends a line; when this returns, it is on the disk. */
export function appendLine(file: string, line: JournalLine): void {
  const handle = openSync(file, 'a')
  try {
    appendFileSync(handle, `${JSON.stringify(line)}\n`)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** The lines that were written whole; the last one may have been cut off by the end of its process. */
export function readJournal(file: string): readonly JournalLine[] {
  if (!existsSync(file)) return []
  const whole = readFileSync(file, 'utf8').split('\n').slice(0, -1)
  return whole.map((line) => JSON.parse(line) as JournalLine)
}
