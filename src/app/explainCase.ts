import { relative } from 'node:path'
import { uses } from '../mutations/uses.ts'
import { clauseName } from '../report/specNames.ts'
import type { Requirement } from '../suite/types.ts'
import { suggest } from '../yaml/suggest.ts'
import { expectedText, needsText, sentText } from './describeCase.ts'
import { loadCases } from './loadCases.ts'
import { packageRoot } from './packageRoot.ts'
import type { ExplainedCase, ExplainedRequirement, ListOptions } from './types.ts'

/** There is no case of that id. */
export class UnknownCaseError extends Error {
  override readonly name = 'UnknownCaseError'
  readonly code = 'UNKNOWN_CASE'
}

function explainRequirement(found: Requirement): ExplainedRequirement {
  const { id, level, spec, clause, url, text, attackers } = found
  return {
    id,
    level,
    spec,
    clause,
    place: clauseName(found),
    url,
    text,
    attackers: attackers.map((one) => `${one.id}: ${one.text}`),
  }
}

/**
 * `assay explain`: one case in words. Throws `UnknownCaseError` with a suggestion, or `InputError` if the suites
 * themselves cannot be read.
 */
export async function explainCase(id: string, options: ListOptions): Promise<ExplainedCase> {
  const { suite, cases } = loadCases(options)
  // Without a profile a case for each endpoint stands for all of them: `payload-fits-schema.accounts`.
  const [family] = id.split('.')
  const found = cases.find((one) => one.id === id) ?? cases.find((one) => one.id === family && one.each !== undefined)
  if (found === undefined) {
    const hint =
      suggest(
        id,
        cases.map((one) => one.id),
      ) ?? '"assay list" shows all cases'
    throw new UnknownCaseError(`there is no case "${id}"; ${hint}`)
  }
  const { file, line } = found.source
  return {
    id: found.id,
    title: found.title,
    kind: found.kind,
    sent: sentText(found, (use) => uses[use]?.does ?? use),
    expected: expectedText(found),
    needs: needsText(found.needs),
    requirements: found.refs.flatMap((ref) => {
      const requirement = suite.requirements.get(ref)
      return requirement === undefined ? [] : [explainRequirement(requirement)]
    }),
    fix: found.fix,
    source: `${file.startsWith(packageRoot) ? relative(packageRoot, file) : file}:${line}`,
  }
}
