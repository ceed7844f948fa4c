import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

function codeOf(cause: unknown): unknown {
  return typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined
}

/** Makes one folder; false where the one above it is missing. */
function makeOne(path: string): boolean {
  try {
    mkdirSync(path)
    return true
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST' && statSync(path).isDirectory()) return true
    if (codeOf(cause) === 'ENOENT') return false
    throw cause
  }
}

/**
 * Makes a folder and those above it. Node's own `recursive` option tries for ever where the system says ENOENT although
 * the folder above is there (`/proc`), so each level is made once here.
 *
 * @throws what the system says, `EEXIST` where a file stands in the way
 */
export function makeFolder(path: string): void {
  if (makeOne(path)) return
  const above = dirname(path)
  if (above !== path) makeFolder(above)
  if (!makeOne(path)) mkdirSync(path)
}
