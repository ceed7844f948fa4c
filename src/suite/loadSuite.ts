import { InputError } from '../yaml/InputError.ts'
import type { Issue } from '../yaml/types.ts'
import { gather } from './gather.ts'
import { loadCases } from './loadCases.ts'
import { loadRequirements } from './loadRequirements.ts'
import { loadSets } from './loadSets.ts'
import { readSuiteFiles } from './suiteFiles.ts'
import type { Suite, Vocabulary } from './types.ts'

export interface LoadSuiteOptions {
  /** Folders (or single files) with requirement files, sets and case files; read with their subfolders. */
  readonly folders: readonly string[]
  readonly vocabulary: Vocabulary
}

/**
 * Reads requirement files, requirement sets and case files and checks them strictly: form, ids, references, places, verbs, symbols.
 * @throws SuiteError with everything that is wrong, each with file, line and column
 */
export function loadSuite({ folders, vocabulary }: LoadSuiteOptions): Suite {
  const files = readSuiteFiles(folders)
  const gathered = gather(files.documents, files.issues)
  const { requirements, ids } = loadRequirements(gathered)
  const cases = loadCases(gathered, vocabulary, ids)
  const sets = loadSets(gathered, ids)
  if (gathered.issues.length > 0) throw new SuiteError(gathered.issues)
  return { requirements, sets, cases, digest: files.digest }
}

/** A suite cannot be used; `issues` holds everything that is wrong with it, by file and line. */
export class SuiteError extends InputError {
  constructor(issues: readonly Issue[]) {
    super('SUITE', [...issues].sort(byPlace))
    this.name = 'SuiteError'
  }
}

function byPlace(a: Issue, b: Issue): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0)
}
