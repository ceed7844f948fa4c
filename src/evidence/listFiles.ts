import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

export interface FoundFile {
  /** Below the folder, with `/`. */
  readonly path: string
  /** False: a link, a socket ...: nothing whose bytes could be signed. */
  readonly regular: boolean
}

/** All files below a folder, hidden ones too, sorted by name. */
export async function listFiles(folder: string, below = ''): Promise<readonly FoundFile[]> {
  const entries = await readdir(join(folder, below), { withFileTypes: true })
  const found: FoundFile[] = []
  for (const entry of entries.toSorted((left, right) => (left.name < right.name ? -1 : 1))) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`
    if (entry.isDirectory()) found.push(...(await listFiles(folder, path)))
    else found.push({ path, regular: entry.isFile() })
  }
  return found
}
