import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'

/**
 * Copies the scripts of this folder as plain JavaScript: whatever is measured must not spend time and memory on the
 * compiler that node loads for TypeScript. Below `dist`, so that they find the dependencies.
 * @returns the folder
 */
export function plainScripts(dist: string): string {
  const folder = join(dist, 'bench')
  mkdirSync(folder, { recursive: true })
  for (const name of readdirSync(import.meta.dirname)) {
    const source = readFileSync(join(import.meta.dirname, name), 'utf8')
    const plain = stripTypeScriptTypes(source).replace(/(from '\.\/[^']+)\.ts'/g, "$1.js'")
    writeFileSync(join(folder, name.replace(/\.ts$/, '.js')), plain)
  }
  return folder
}
