import { basename, dirname, join } from 'node:path'
import type { Source, Suite } from '../suite/types.ts'
import type { RecordedSuite } from './types.ts'

/** Folder and file, as in the suite: the rest of the path is about the machine that ran, not about the run. */
function shortSource(source: Source): Source {
  const folder = basename(dirname(source.file))
  return {
    ...source,
    file:
      folder === '' || folder === '.'
        ? basename(source.file)
        : join(folder, basename(source.file)).replaceAll('\\', '/'),
  }
}

/**
 * What of a suite goes into the run folder: the cases that ran, and all requirements, so that a report can also say what
 * was not tested and why.
 *
 * @param caseIds ids of the cases of the run
 */
export function recordSuite(suite: Suite, caseIds: ReadonlySet<string>): RecordedSuite {
  return {
    schemaVersion: 1,
    digest: suite.digest,
    requirements: [...suite.requirements.values()].map((requirement) => ({
      ...requirement,
      source: shortSource(requirement.source),
    })),
    cases: suite.cases
      .filter(({ id }) => caseIds.has(id))
      .map((entry) => ({ ...entry, source: shortSource(entry.source) })),
    ...(suite.controls === undefined ? {} : { controls: suite.controls }),
  }
}
