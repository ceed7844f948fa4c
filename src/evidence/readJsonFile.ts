import { readFile } from 'node:fs/promises'
import { EvidenceError } from './evidenceError.ts'
import { mismatch, type Shape } from './shape.ts'

function hasCode(cause: unknown, code: string): boolean {
  return typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === code
}

/** Reads a file, or null where there is none. */
export async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path)
  } catch (cause) {
    if (hasCode(cause, 'ENOENT')) return null
    if (hasCode(cause, 'ENOTDIR'))
      throw new EvidenceError('NOT_A_RUN', path, `"${path}" is not in a folder: give the path of a run folder.`, {
        cause,
      })
    throw new EvidenceError(
      'UNREADABLE',
      path,
      `cannot read "${path}". Check that it is a file and that this user may read it.`,
      { cause },
    )
  }
}

/**
 * Parses JSON that a run left and checks its shape.
 *
 * @throws EvidenceError `DAMAGED` naming the field, what was expected and what was seen
 */
export function parseRecorded<T>(text: string, path: string, shape: Shape): T {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new EvidenceError(
      'DAMAGED',
      path,
      `"${path}" is not JSON: the file was changed or cut off. Take it from a backup or run again.`,
      { cause },
    )
  }
  const problem = mismatch(value, shape, '')
  if (problem !== null) {
    throw new EvidenceError(
      'DAMAGED',
      path,
      `"${path}" is not what a run writes: ${problem}. Take the file from a backup or run again.`,
    )
  }
  return value as T
}
