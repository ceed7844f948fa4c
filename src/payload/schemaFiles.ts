import { readFileSync, realpathSync } from 'node:fs'
import { basename, dirname, isAbsolute, relative, resolve, sep } from 'node:path'
import { readForeign, wholeFileIssue } from '../yaml/readYaml.ts'
import type { Complaint, Issue, YamlDocument } from '../yaml/types.ts'

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is not a folder',
}

/** The files that one schema or API document is made of. */
export interface SchemaFiles {
  /** All files asked for so far that could be read, the first one first. */
  readonly read: readonly YamlDocument[]
  /** The first file; what is wrong with it is told about the file as a whole. */
  open(file: string): YamlDocument | readonly Issue[]
  /** A file that another one refers to; what is wrong is told about the reference, by a complaint without a place. */
  refer(file: string): YamlDocument | Complaint | readonly Issue[]
}

/** Files that were read already, by path: a document may describe fifty endpoints, and reading it takes time. */
export type DocumentCache = Map<string, YamlDocument>

/**
 * @param folder references may lead to files in this folder and below it, not out of it
 */
export function schemaFiles(folder: string, cache: DocumentCache = new Map()): SchemaFiles {
  const root = real(resolve(folder))
  const known = new Map<string, YamlDocument>()

  function load(file: string): YamlDocument | string | readonly Issue[] {
    const before = known.get(file) ?? cache.get(file)
    if (before !== undefined) {
      known.set(file, before)
      return before
    }
    let bytes: Uint8Array
    try {
      bytes = readFileSync(file)
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : ''
      return reasons[code] ?? (code || String(error))
    }
    const document = readForeign(bytes, file)
    if (document.issues.length > 0) return document.issues
    known.set(file, document)
    cache.set(file, document)
    return document
  }

  return {
    get read() {
      return [...known.values()]
    },
    open(file) {
      const loaded = load(resolve(file))
      if (typeof loaded !== 'string') return loaded
      const complaint = {
        message: `the file ${basename(file)} cannot be read`,
        expected: 'a JSON Schema or an OpenAPI document',
        seen: loaded,
        hint: 'relative paths are relative to the file that names them',
      }
      return [wholeFileIssue(resolve(file), complaint)]
    },
    refer(file) {
      if (!isInside(root, real(file))) {
        const hint = 'copy the file into the folder'
        return {
          message: '"$ref" leads out of the folder of the profile',
          expected: `a file in ${root}`,
          seen: file,
          hint,
        }
      }
      const loaded = load(file)
      if (typeof loaded !== 'string') return loaded
      return {
        message: '"$ref" leads to a file that cannot be read',
        expected: 'a readable file',
        seen: `${file}: ${loaded}`,
        hint: 'relative references are relative to the file they stand in',
      }
    },
  }
}

/** Without links, so that one cannot lead out of the folder; as it is where nothing is there. */
function real(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    const parent = dirname(path)
    return parent === path ? path : resolve(real(parent), basename(path))
  }
}

function isInside(root: string, file: string): boolean {
  const way = relative(root, file)
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}
