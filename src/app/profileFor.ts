import { join } from 'node:path'
import { loadProfile } from '../profile/loadProfile.ts'
import { profileIds } from '../profile/profileLayers.ts'
import type { Profile, Variant } from '../profile/types.ts'
import { packageRoot } from './packageRoot.ts'

const allows = ({ variants }: Profile, variant: Variant): boolean =>
  (Object.keys(variants) as (keyof Variant)[]).every((feature) => {
    const allowed: readonly unknown[] = variants[feature]
    return allowed.includes(variant[feature])
  })

/**
 * The profile of the package that allows a variant and tests most in it: the one with most suites; null: none does.
 * Profiles of ecosystems extend others; they are for servers that follow the rules of the ecosystem.
 */
export function profileFor(variant: Variant): Profile | null {
  const folder = join(packageRoot, 'profiles')
  const profiles = profileIds(folder).map((profile) => loadProfile({ profile, folder }))
  const fitting = profiles.filter((profile) => profile.bases.length === 0 && allows(profile, variant))
  return fitting.sort((a, b) => b.suites.length - a.suites.length)[0] ?? null
}
