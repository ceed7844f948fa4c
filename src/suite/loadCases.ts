import { basename, dirname, resolve } from 'node:path'
import type { Finding, YamlDocument } from '../yaml/types.ts'
import { caseRules } from './caseRules.ts'
import { complaint } from './complaints.ts'
import { checkForm, type Entry, entriesOf, type Gathered, uniqueIds } from './gather.ts'
import { type CaseFileYaml, type CaseYaml, checkCase, readCase } from './readCase.ts'
import { checkSymbols } from './readMutation.ts'
import type { Case, Vocabulary } from './types.ts'

/** Reads all case files; what is wrong goes to the issues of `gathered`. */
export function loadCases(
  { documents, issues, isComplete }: Gathered,
  vocabulary: Vocabulary,
  requirements: ReadonlySet<string>,
): Case[] {
  const rules = caseRules(vocabulary, isComplete ? requirements : null)
  const entries: Entry[] = []
  const cases: Case[] = []
  for (const document of documents.cases) {
    const findings = checkForm('cases', document, rules, issues)
    issues.push(...checkName(document).map((finding) => document.issue(finding)))
    for (const entry of entriesOf(document, 'cases', findings)) {
      entries.push(entry)
      if (!entry.ok) {
        // Whether its parts fit together cannot be told before they have their form; a symbol is known or it is not.
        const { mutate } = Object(entry.value) as { readonly mutate?: unknown }
        const wrong = checkSymbols(Object(mutate).set, vocabulary, [...entry.path, 'mutate', 'set'])
        issues.push(...wrong.map((finding) => document.issue(finding)))
        continue
      }
      const yaml = entry.value as CaseYaml
      const wrong = checkCase(yaml, vocabulary, entry.path)
      issues.push(...wrong.map((finding) => document.issue(finding)))
      if (wrong.length > 0) continue
      const place = { file: document.file, ...document.position(entry.path, 'value') }
      cases.push(readCase(yaml, document.value as CaseFileYaml, place))
    }
  }
  uniqueIds('case', entries, issues)
  return cases
}

/** `suite:` repeats where the file lies, so that a case can be found from a report and a copied file is noticed. */
function checkName(document: YamlDocument): Finding[] {
  const given: unknown = Reflect.get(Object(document.value), 'suite')
  const path = resolve(document.file)
  const name = `${basename(dirname(path))}/${basename(path).replace(/\.ya?ml$/, '')}`
  if (typeof given !== 'string' || given === name) return []
  const found = complaint(
    '"suite" is not the name of this file',
    JSON.stringify(name),
    JSON.stringify(given),
    `write "suite: ${name}"`,
  )
  return [{ ...found, path: ['suite'], anchor: 'value' }]
}
