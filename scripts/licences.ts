import { readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'

const LICENCE_FILE = /^(licen[cs]e|copying)/i

/** Folder of the package that a module belongs to; null for a module of our own. */
function packageFolder(module: string): string | null {
  const parts = module.split(sep)
  const at = parts.lastIndexOf('node_modules')
  if (at < 0) return null
  const length = parts[at + 1]?.startsWith('@') ? 3 : 2
  return parts.slice(0, at + length).join(sep)
}

function entryOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Readonly<
    Record<'name' | 'version' | 'license', string>
  >
  const files = readdirSync(folder).filter((file) => LICENCE_FILE.test(file))
  if (files.length === 0) throw new Error(`${name} has no licence file, so it must not go into the package`)
  const texts = files.map((file) => readFileSync(join(folder, file), 'utf8').trim())
  return `${name} ${version} (${license})\n\n${texts.join('\n\n')}\n`
}

/**
 * The licences of all packages that modules come from: who hands on a copy has to hand them on, too.
 * @param modules absolute paths; those of our own are left out
 * @throws Error if a package has no licence file
 */
export function licencesOf(modules: readonly string[]): string {
  const folders = new Set(modules.map(packageFolder).filter((folder) => folder !== null))
  return [...folders]
    .sort()
    .map(entryOf)
    .join(`\n${'-'.repeat(80)}\n\n`)
}
