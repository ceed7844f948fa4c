import { checkSchema, type Formats } from '../yaml/checkSchema.ts'
import type { Finding, Issue, Path, YamlDocument } from '../yaml/types.ts'
import { complaint } from './complaints.ts'
import { type FileKind, kindOf, schemaOfKind } from './fileKind.ts'

/** An entry of a list in a file (a case, a requirement) with its place; `ok` if its form is right. */
export interface Entry {
  readonly document: YamlDocument
  readonly path: Path
  readonly value: unknown
  readonly ok: boolean
}

/** The documents of a suite by kind, and everything that is wrong with them. */
export interface Gathered {
  readonly documents: Readonly<Record<FileKind, readonly YamlDocument[]>>
  readonly issues: Issue[]
  /** False if a file could not be read: then names that look unknown may stand in it, and are not complained about. */
  readonly isComplete: boolean
}

/** Sorts documents by kind; files with syntax errors or of no kind are reported and left out. */
export function gather(documents: readonly YamlDocument[], issues: readonly Issue[]): Gathered {
  const sorted: Record<FileKind, YamlDocument[]> = {
    cases: [],
    requirements: [],
    sources: [],
    'attacker-model': [],
    'requirement-set': [],
    controls: [],
  }
  const all = [...issues]
  for (const document of documents) {
    all.push(...document.issues)
    if (document.issues.length > 0) continue
    const kind = kindOf(document)
    if (typeof kind === 'string') sorted[kind].push(document)
    else all.push(document.issue({ ...kind, path: [], anchor: 'value' }))
  }
  return { documents: sorted, issues: all, isComplete: all.length === 0 }
}

/** Checks the form of a document, reports what is wrong, and says which paths are affected. */
export function checkForm(
  kind: FileKind,
  document: YamlDocument,
  formats: Formats,
  issues: Issue[],
): readonly Finding[] {
  const findings = checkSchema(document.value, schemaOfKind[kind], formats)
  issues.push(...findings.map((finding) => document.issue(finding)))
  return findings
}

/** The entries of a list member of a document; empty if there is no such list. */
export function entriesOf(document: YamlDocument, key: string, findings: readonly Finding[]): readonly Entry[] {
  const list: unknown = Reflect.get(Object(document.value), key)
  if (!Array.isArray(list)) return []
  return list.map((value: unknown, index) => ({
    document,
    path: [key, index],
    value,
    ok: !findings.some(({ path }) => path[0] === key && path[1] === index),
  }))
}

/** Reports ids that occur twice, naming both places; returns all ids. */
export function uniqueIds(what: string, entries: readonly Entry[], issues: Issue[]): ReadonlySet<string> {
  const first = new Map<string, Entry>()
  for (const entry of entries) {
    const id: unknown = Reflect.get(Object(entry.value), 'id')
    if (typeof id !== 'string') continue
    const earlier = first.get(id)
    if (earlier === undefined) {
      first.set(id, entry)
      continue
    }
    const { line, column } = earlier.document.position([...earlier.path, 'id'], 'value')
    const message = `${what} id "${id}" is used twice`
    const found = complaint(
      message,
      null,
      `first at ${earlier.document.file}:${line}:${column}`,
      'rename one of the two',
    )
    issues.push(entry.document.issue({ ...found, path: [...entry.path, 'id'], anchor: 'value' }))
  }
  return new Set(first.keys())
}
