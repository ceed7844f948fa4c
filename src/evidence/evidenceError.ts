export type EvidenceErrorCode =
  | 'DISK_FULL'
  | 'UNWRITABLE'
  | 'NOT_A_FOLDER'
  | 'NOT_A_RUN'
  | 'UNFINISHED_RUN'
  | 'DAMAGED'
  | 'NEWER_VERSION'
  | 'UNREADABLE'
  | 'BAD_KEY'
  | 'LEAK'
  | 'FOREIGN_FILES'
  | 'NOT_GENUINE'

/** Evidence could not be written or read. The message says which file, why, and what to do. */
export class EvidenceError extends Error {
  override readonly name = 'EvidenceError'
  readonly code: EvidenceErrorCode
  /** The file or folder concerned. */
  readonly path: string

  constructor(code: EvidenceErrorCode, path: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.path = path
  }
}

interface Remedy {
  readonly code: EvidenceErrorCode
  readonly what: string
  readonly advice: string
}

const full: Remedy = {
  code: 'DISK_FULL',
  what: 'no space is left there',
  advice: 'Free some space or choose another folder with --out, then run again.',
}
const closed: Remedy = {
  code: 'UNWRITABLE',
  what: 'writing there is not allowed',
  advice: 'Give this user the right to write to the folder or choose another one with --out, then run again.',
}
const noFolder: Remedy = {
  code: 'NOT_A_FOLDER',
  what: 'a part of the path is no folder',
  advice: 'Choose another folder with --out, then run again.',
}

const remedies: Readonly<Record<string, Remedy>> = {
  ENOSPC: full,
  EDQUOT: full,
  EFBIG: { ...full, what: 'the file would be larger than the system allows' },
  EACCES: closed,
  EPERM: closed,
  EROFS: { ...closed, what: 'the file system is read-only' },
  ENOTDIR: noFolder,
  EEXIST: noFolder,
  EISDIR: { ...noFolder, what: 'a folder stands where the file belongs' },
  ENAMETOOLONG: { ...noFolder, what: 'the path is too long' },
  ENOENT: { ...closed, what: 'the folder cannot be made or has gone' },
}

const other: Remedy = {
  code: 'UNWRITABLE',
  what: 'writing failed',
  advice: 'Choose another folder with --out, then run again.',
}

function codeOf(cause: unknown): string {
  return typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : ''
}

/** The error for a failed write of `path`. An EvidenceError comes back as it is. */
export function writeError(cause: unknown, path: string): EvidenceError {
  if (cause instanceof EvidenceError) return cause
  const code = codeOf(cause)
  const remedy = remedies[code] ?? other
  const shown = code === '' ? '' : ` (${code})`
  return new EvidenceError(remedy.code, path, `cannot write "${path}": ${remedy.what}${shown}. ${remedy.advice}`, {
    cause,
  })
}
