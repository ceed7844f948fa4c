import { join } from 'node:path'
import type { Target } from '../profile/types.ts'
import { packageRoot } from './packageRoot.ts'

/** Suites of the package that a target brings into the plan, beside those of the profile: absolute paths. */
export const targetSuites = ({ directory }: Target): readonly string[] =>
  directory ? [join(packageRoot, 'suites', 'directory')] : []
