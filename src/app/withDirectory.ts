import type { DirectoryConfig, DirectoryNames } from '../directory/types.ts'
import { PlanError } from '../plan/PlanError.ts'
import type { Profile, Target } from '../profile/types.ts'

const none: DirectoryNames = { organisation: null, clientOrganisation: null, entity: null }

/** The names of a target file, in whichever form it gives them. */
function namesOf({ directory, directoryNames }: Target): DirectoryNames {
  if (directoryNames) return directoryNames
  if (!directory) return none
  const { organisation, clientOrganisation } = directory
  return { organisation, clientOrganisation, entity: directory.source === 'federation' ? directory.entity : null }
}

function named(directory: DirectoryConfig, names: DirectoryNames): DirectoryConfig {
  const organisation = names.organisation ?? directory.organisation
  const clientOrganisation = names.clientOrganisation ?? directory.clientOrganisation
  const common = { organisation, clientOrganisation }
  return directory.source === 'federation'
    ? { ...directory, ...common, entity: names.entity ?? directory.entity }
    : { ...directory, ...common }
}

/**
 * The target with the directory that counts: that of the profile, because nobody chooses who vouches for them; under the
 * names of the target file.
 * @throws PlanError for names without a directory
 */
export function withDirectory(target: Target, { id, directory }: Profile): Target {
  if (directory) return { ...target, directory: named(directory, namesOf(target)) }
  if (!target.directoryNames) return target
  throw new PlanError(
    `${target.file}: "directory" gives names for the directory of the profile, and profile ${id} has none. ` +
      'Name the directory with "source", or choose another profile with --profile.',
  )
}
