import { DatabaseSync } from 'node:sqlite'
import { StatusError } from './StatusError.ts'

/**
 * Takes a lock that no other process gets until it is released or this process ends, however it ends.
 * @param file made as needed; it stays there and is never looked into
 * @returns releases the lock
 * @throws StatusError `LOCKED` if somebody else has it
 */
export function holdLock(file: string): () => void {
  const database = new DatabaseSync(file)
  try {
    database.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE')
  } catch {
    database.close()
    throw new StatusError('LOCKED', `"${file}" is in use: another process works here; wait until it has ended`)
  }
  return () => database.close()
}
