import { join } from 'node:path'
import { setPaths, suitePaths } from '../profile/suitePaths.ts'
import type { Profile } from '../profile/types.ts'
import { packageRoot } from './packageRoot.ts'

/**
 * Folders and files of the suite of a profile: all requirements, the sets and the cases that it names, and those about
 * trust directories if the profile or the target names one.
 */
export function projectFolders(profile: Profile, hasDirectory: boolean): readonly string[] {
  const suites = join(packageRoot, 'suites')
  const directory = profile.directory || hasDirectory ? [join(suites, 'directory')] : []
  return [join(suites, 'requirements'), ...setPaths(profile, suites), ...suitePaths(profile, suites), ...directory]
}
