import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { readYaml, wholeFileIssue } from '../yaml/readYaml.ts'
import type { Issue, YamlDocument } from '../yaml/types.ts'
import { complaint } from './complaints.ts'

export interface SuiteFiles {
  readonly documents: readonly YamlDocument[]
  /** Folders and files that could not be read. */
  readonly issues: readonly Issue[]
  /** sha256:... over names and contents, in name order. */
  readonly digest: string
}

/** Digest of the YAML files below the folders, as `readSuiteFiles` makes it. */
export const suiteDigest = (folders: readonly string[]): string => readSuiteFiles(folders).digest

const isYaml = (name: string) => /\.ya?ml$/.test(name) && !basename(name).startsWith('.')

/** Reads all YAML files below the folders, each once, in name order; an entry may also be a file. */
export function readSuiteFiles(folders: readonly string[]): SuiteFiles {
  const issues: Issue[] = []
  const files = new Map<string, { readonly file: string; readonly name: string }>()
  for (const folder of folders) {
    const found = filesBelow(folder)
    if (typeof found === 'string') {
      issues.push(wholeFileIssue(folder, complaint(found, 'a folder with YAML files', null, null)))
      continue
    }
    for (const file of found) {
      const path = resolve(file)
      if (!files.has(path)) files.set(path, { file, name: nameOf(path) })
    }
  }
  const hash = createHash('sha256')
  const documents: YamlDocument[] = []
  for (const { file, name } of [...files.values()].sort((a, b) => compare(a.name, b.name))) {
    try {
      const bytes = readFileSync(file)
      hash.update(`${name}\0${bytes.length}\0`).update(bytes)
      documents.push(readYaml(bytes, file))
    } catch (error) {
      issues.push(wholeFileIssue(file, complaint(`the file cannot be read: ${reason(error)}`, null, null, null)))
    }
  }
  return { documents, issues, digest: `sha256:${hash.digest('hex')}` }
}

/** `security-profile/par.yaml`: the same wherever the folder lies. */
function nameOf(path: string): string {
  return `${basename(dirname(path))}/${basename(path)}`
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function reason(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}

/** Files, or what is wrong with the folder. */
function filesBelow(folder: string): readonly string[] | string {
  try {
    if (!statSync(folder).isDirectory()) return [folder]
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(isYaml)
    return names.length === 0 ? 'no YAML file in this folder' : names.map((name) => join(folder, name))
  } catch (error) {
    return `the suite folder cannot be read: ${reason(error)}`
  }
}
