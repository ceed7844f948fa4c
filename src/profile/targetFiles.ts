import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Complaint } from '../yaml/types.ts'

export interface TargetFile {
  readonly text: string
  /** Absolute path. */
  readonly path: string
}

/** Reads the files that a target file names; relative paths are relative to that file. */
export interface TargetFiles {
  /** The file as text, or what is wrong, with the path that was tried; `field` is the quoted name for messages. */
  read(path: string, field: string): TargetFile | Complaint
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is not a folder',
}

/** Files beside a target file. */
export function targetFiles(targetFile: string): TargetFiles {
  const folder = dirname(resolve(targetFile))
  return {
    read(given, field) {
      const path = resolve(folder, given)
      try {
        return { text: readFileSync(path, 'utf8'), path }
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? String(error.code) : ''
        const reason = reasons[code] ?? (code || String(error))
        const hint = 'relative paths are relative to the target file'
        return {
          message: `${field} names a file that cannot be read`,
          expected: 'a readable file',
          seen: `${path}: ${reason}`,
          hint,
        }
      }
    },
  }
}
