import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll } from 'vitest'
import { InputError } from '../../src/yaml/InputError.ts'

const made: string[] = []
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true })
})

/** A folder of its own with these files; values that are no text are written as JSON. */
export function folder(files: Readonly<Record<string, unknown>>): string {
  const path = mkdtempSync(join(tmpdir(), 'payload-'))
  made.push(path)
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true })
    writeFileSync(join(path, name), typeof content === 'string' ? content : JSON.stringify(content, null, 1))
  }
  return path
}

/** What is wrong, as `file:line:column message`, by the error that the loader throws. */
export function faultsOf(load: () => unknown): readonly string[] {
  try {
    load()
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    return error.issues.map(
      ({ file, line, column, message }) => `${file.split('/').at(-1)}:${line}:${column} ${message}`,
    )
  }
  return []
}

/** `pointer: expected; observed` of each failure. */
export const lines = (
  failures: readonly { pointer: string; expected: string; observed: string }[],
): readonly string[] => failures.map(({ pointer, expected, observed }) => `${pointer}: ${expected}; ${observed}`)
