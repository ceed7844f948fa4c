import { join } from 'node:path'
import { setPaths, suitePaths } from '../profile/suitePaths.ts'
import type { Profile } from '../profile/types.ts'
import { packageRoot } from './packageRoot.ts'

/** What decides on cases beside the profile. */
export interface Extent {
  /** The target names a trust directory: then there is something to ask it, as where the profile does. */
  readonly directory?: boolean
  /** Only drills are made. */
  readonly drills?: boolean
}

/**
 * Folders and files of the suite of a profile: all requirements, the sets and the cases that it names, and those about
 * trust directories if the profile or the target names one; or the drills.
 */
export function projectFolders(profile: Profile, extent: Extent): readonly string[] {
  const suites = join(packageRoot, 'suites')
  const rules = [join(suites, 'requirements'), ...setPaths(profile, suites)]
  if (extent.drills) return [...rules, join(suites, 'drills')]
  const directory = profile.directory || extent.directory ? [join(suites, 'directory')] : []
  return [...rules, ...suitePaths(profile, suites), ...directory]
}
