import { join } from 'node:path'
import { loadProfile } from '../profile/loadProfile.ts'
import type { Profile } from '../profile/types.ts'
import { loadSuite } from '../suite/loadSuite.ts'
import type { Suite } from '../suite/types.ts'
import { packageRoot } from './packageRoot.ts'
import { projectFolders } from './projectFolders.ts'
import { vocabulary } from './vocabulary.ts'

/** A profile by id (of the package's own) or by path, with the suites it names and those of the operator's folders. */
export function loadProject(profileName: string, suiteFolders: readonly string[]): { profile: Profile; suite: Suite } {
  const profile = loadProfile({ profile: profileName, folder: join(packageRoot, 'profiles') })
  return { profile, suite: loadSuite({ folders: [...projectFolders(profile), ...suiteFolders], vocabulary }) }
}
