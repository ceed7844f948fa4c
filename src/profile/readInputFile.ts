import { readFileSync } from 'node:fs'
import type { InputError } from '../yaml/InputError.ts'
import { wholeFileIssue } from '../yaml/readYaml.ts'
import type { Complaint, Issue } from '../yaml/types.ts'

/**
 * The bytes of a file that somebody named.
 * @param name what it is, e.g. `baseline`
 * @throws `Fault` that says what was expected and what to do
 */
export function readInputFile(
  path: string,
  name: string,
  advice: Pick<Complaint, 'expected' | 'hint'>,
  Fault: new (issues: readonly Issue[]) => InputError,
): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    const message = `the ${name} file cannot be read (${reason})`
    throw new Fault([wholeFileIssue(path, { message, seen: null, ...advice })])
  }
}
