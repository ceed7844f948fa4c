import { join } from 'node:path'
import { chooseCases } from '../plan/chooseCases.ts'
import { loadSuite } from '../suite/loadSuite.ts'
import type { Case, Suite } from '../suite/types.ts'
import { loadProject } from './loadProject.ts'
import { packageRoot } from './packageRoot.ts'
import type { ListOptions } from './types.ts'
import { vocabulary } from './vocabulary.ts'

/** Suites to talk about: those of a profile, or all of the package; and those of the caller's folders. */
export function loadCases({ profile, suites = [], only = [] }: ListOptions): { suite: Suite; cases: readonly Case[] } {
  const suite =
    profile === undefined
      ? loadSuite({ folders: [join(packageRoot, 'suites'), ...suites], vocabulary })
      : loadProject(profile, suites).suite
  return { suite, cases: chooseCases(suite.cases, only) }
}
