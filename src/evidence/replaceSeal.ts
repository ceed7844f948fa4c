import { open, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { writeError } from './evidenceError.ts'
import { SEAL } from './writeFiles.ts'

export interface SealToWrite {
  readonly folder: string
  readonly content: string
  /** Makes the temporary name unique. */
  readonly token: string
  /** Epoch ms. */
  readonly now: number
}

/** A temporary file this old belongs to nobody that is still at work. */
const ABANDONED_MS = 60_000

/** A file beside the folder cannot be made, or not be moved into it (the folder is a volume of its own). */
const NOT_BESIDE: readonly unknown[] = ['EACCES', 'EPERM', 'EROFS', 'EXDEV', 'ENAMETOOLONG']

const codeOf = (cause: unknown): unknown =>
  typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined

async function removeAbandoned(parent: string, start: string, now: number): Promise<void> {
  const entries = await readdir(parent).catch(() => [])
  const names = entries.filter((name) => name.startsWith(start) && name.endsWith('.tmp'))
  for (const name of names) {
    const path = join(parent, name)
    const at = (await stat(path).catch(() => null))?.mtimeMs ?? now
    if (now - at > ABANDONED_MS) await rm(path, { force: true })
  }
}

async function writeAndMove(content: string, temporary: string, to: string): Promise<void> {
  try {
    const file = await open(temporary, 'wx')
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, to)
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined)
    throw cause
  }
}

/**
 * Puts an attestation into a run folder, in one step: a process that is killed on the way leaves the one that was there, or the
 * whole new one. It is written beside the folder, so that the folder never holds a file that nobody has signed; what killed
 * processes left there is taken away. Only where that cannot be, it is written in the folder.
 *
 * @throws EvidenceError if it cannot be written
 */
export async function replaceSeal({ folder, content, token, now }: SealToWrite): Promise<void> {
  const whole = resolve(folder)
  const [parent, start] = [dirname(whole), `.${basename(whole)}.${SEAL}.`]
  const to = join(whole, SEAL)
  try {
    await removeAbandoned(parent, start, now)
    await writeAndMove(content, join(parent, `${start}${token}.tmp`), to).catch((cause: unknown) => {
      if (!NOT_BESIDE.includes(codeOf(cause))) throw cause
      return writeAndMove(content, join(whole, `.${SEAL}.${token}.tmp`), to)
    })
  } catch (cause) {
    throw writeError(cause, join(folder, SEAL))
  }
}
