import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The folder of the package: two levels above this file, in the sources as in the compiled form. */
export const packageRoot: string = join(import.meta.dirname, '..', '..')

/** Name and version as in package.json. */
export function toolFacts(): { name: 'fapi-assay'; version: string } {
  const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string }
  return { name: 'fapi-assay', version }
}
