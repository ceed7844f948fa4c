import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { listFiles } from './listFiles.ts'
import type { Problem } from './verificationTypes.ts'

/** What is in a run folder now. */
export interface FolderFiles {
  /** Content by name, with `/`. */
  readonly files: ReadonlyMap<string, Buffer>
  /** What could not be read as a file. */
  readonly problems: readonly Problem[]
}

/** Reads all files of a run folder. A link is no file: what it leads to can change without the folder. */
export async function folderFiles(folder: string): Promise<FolderFiles> {
  const files = new Map<string, Buffer>()
  const problems: Problem[] = []
  for (const { path, regular } of await listFiles(folder)) {
    const bytes = regular ? await readFile(join(folder, path)).catch(() => null) : null
    if (bytes !== null) files.set(path, bytes)
    else {
      const message = regular
        ? `"${path}" cannot be read. Check that this user may read it.`
        : `"${path}" is a link or no ordinary file. Put the file itself there.`
      problems.push({ kind: 'unreadable', file: path, where: null, message })
    }
  }
  return { files, problems }
}
