import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Root folder of the repository. */
export const ROOT = join(import.meta.dirname, '..', '..')

/** Text of a file; null for what is none, and for a file that another test has just taken away. */
function textOf(path: string): string | null {
  try {
    return readFileSync(join(ROOT, path), 'utf8')
  } catch {
    return null
  }
}

/** Every file that is, or would be, in the repository: path with `/` and text; binary files are left out. */
export function repositoryFiles(): readonly { readonly path: string; readonly text: string }[] {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard']
  const paths = execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).split('\0')
  return paths.flatMap((path) => {
    const text = path === '' ? null : textOf(path)
    return text === null || text.includes('\0') ? [] : [{ path, text }]
  })
}
