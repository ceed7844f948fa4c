import { basename } from 'node:path'
import type { Case, Level, Suite } from '../suite/types.ts'
import { loadCases } from './loadCases.ts'
import type { ListedCase, ListOptions } from './types.ts'

const LEVELS: readonly Level[] = ['must', 'should', 'may']

/** The highest level among the requirements a case cites: what it can come to at worst. */
function highestLevel({ refs }: Case, { requirements }: Suite): Level {
  const found = refs.map((ref) => requirements.get(ref)?.level)
  return LEVELS.find((level) => found.includes(level)) ?? 'may'
}

/** `assay list`: the cases in the order of the suites. Throws `InputError` or `PlanError` with a message for people. */
export async function listCases(options: ListOptions): Promise<readonly ListedCase[]> {
  const { suite, cases } = loadCases(options)
  return cases.map((one) => ({
    id: one.id,
    title: one.title,
    suite: basename(one.source.file).replace(/\.ya?ml$/, ''),
    kind: one.kind,
    level: highestLevel(one, suite),
    refs: one.refs,
  }))
}
