import { join } from 'node:path'
import { applyLevels } from '../plan/applyLevels.ts'
import { expandCases } from '../plan/expandCases.ts'
import { loadProfile } from '../profile/loadProfile.ts'
import type { Profile } from '../profile/types.ts'
import { loadControls } from '../suite/loadControls.ts'
import { loadSuite } from '../suite/loadSuite.ts'
import type { Suite } from '../suite/types.ts'
import { packageRoot } from './packageRoot.ts'
import { type Extent, projectFolders } from './projectFolders.ts'
import { vocabulary } from './vocabulary.ts'

/**
 * A profile by id (of the package's own) or by path, with the suites it names and those of the operator's folders.
 * @param extent what decides on cases beside the profile
 */
export function loadProject(
  profileName: string,
  suiteFolders: readonly string[],
  extent: Extent = {},
): { profile: Profile; suite: Suite } {
  const profile = loadProfile({ profile: profileName, folder: join(packageRoot, 'profiles') })
  const endpoints = new Set(profile.api?.endpoints.map(({ id }) => id))
  const suite = loadSuite({
    folders: [...projectFolders(profile, extent), ...suiteFolders],
    vocabulary: { ...vocabulary, endpoints },
  })
  const controls = loadControls(join(packageRoot, 'suites', 'controls.yaml'), suite.requirements.keys())
  return { profile, suite: { ...expandCases(applyLevels(suite, profile), profile), controls } }
}
