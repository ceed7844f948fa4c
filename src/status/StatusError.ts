export type StatusErrorCode =
  /** No such file; only when reading. */
  | 'MISSING'
  /** The file is something else than a status record. */
  | 'NOT_A_RECORD'
  | 'DAMAGED'
  | 'UNWRITABLE'
  | 'DISK_FULL'
  /** Written by a later version of Assay. */
  | 'NEWER_SCHEMA'
  /** Written by a version of Assay from before its first release. */
  | 'OLDER_SCHEMA'
  /** Another process held the file for longer than the limit. */
  | 'LOCKED'
  /** The same run id with another content is already there. */
  | 'CONFLICT'
  /** The event cannot happen to a record in this state. */
  | 'ILLEGAL_TRANSITION'
  | 'INVALID_RUN'
  /** A value that somebody gave cannot be used. */
  | 'INVALID_VALUE'
  /** No record of that name. */
  | 'UNKNOWN_RECORD'
  /** What the record says does not follow from its audit log. */
  | 'TAMPERED'
  | 'FAILED'

/** The status record could not be read or written; the message says what to do. Nothing was changed. */
export class StatusError extends Error {
  override readonly name = 'StatusError'
  readonly code: StatusErrorCode

  constructor(code: StatusErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** SQLite's primary result codes (sqlite.org/rescode.html) and what they mean to somebody with a status record. */
const MEANINGS: Readonly<Record<number, { readonly code: StatusErrorCode; readonly advice: string }>> = {
  5: { code: 'LOCKED', advice: 'another process kept it locked for too long; try again when its run has ended' },
  6: { code: 'LOCKED', advice: 'another process kept it locked for too long; try again when its run has ended' },
  8: {
    code: 'UNWRITABLE',
    advice: 'it is read-only; make the file and its folder writable or choose another "--record" file',
  },
  10: { code: 'UNWRITABLE', advice: 'the disk reported an error; check the disk and whether the folder still exists' },
  11: { code: 'DAMAGED', advice: 'the file is damaged; restore it from a backup' },
  13: { code: 'DISK_FULL', advice: 'the disk is full; free some space and record the run again' },
  14: {
    code: 'UNWRITABLE',
    advice: 'it cannot be opened; the folder must exist and be writable, and the path must name a file',
  },
  26: { code: 'NOT_A_RECORD', advice: 'it is not an SQLite file; choose another "--record" file' },
}

/** Any error of the database as a `StatusError` that names the file and what to do; a `StatusError` stays as it is. */
export function toStatusError(error: unknown, file: string): StatusError {
  if (error instanceof StatusError) return error
  const number = error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : 0
  const seen = error instanceof Error ? error.message : String(error)
  // Extended codes carry the primary one in their low byte.
  const meaning = MEANINGS[number & 0xff]
  const advice = meaning?.advice ?? 'the record was not changed'
  return new StatusError(meaning?.code ?? 'FAILED', `status record "${file}": ${advice} (${seen})`, { cause: error })
}
