import { existsSync } from 'node:fs'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import type { Profile } from './types.ts'

/** The file of a requirement set; `file` is the profile that names it. */
export function setPath(name: string, file: string, suites: string): string {
  if (isAbsolute(name)) return name
  return name.startsWith('.') ? resolve(dirname(file), name) : join(resolve(suites), 'sets', `${name}.yaml`)
}

/** The folder or file of a suite; `file` is the profile that names it. */
export function suitePath(name: string, file: string, suites: string): string {
  if (isAbsolute(name)) return name
  if (name.startsWith('.')) return resolve(dirname(file), name)
  const path = resolve(suites, name)
  return existsSync(path) ? path : `${path}.yaml`
}

/** Absolute paths of the suite folders and files of a profile; `suites` is the package's `suites/` folder. */
export function suitePaths(profile: Pick<Profile, 'suites' | 'file'>, suites: string): readonly string[] {
  return profile.suites.map((name) => suitePath(name, profile.file, suites))
}

/** Absolute paths of the requirement sets of a profile; `suites` is the package's `suites/` folder. */
export function setPaths(profile: Pick<Profile, 'sets' | 'file'>, suites: string): readonly string[] {
  return profile.sets.map((name) => setPath(name, profile.file, suites))
}
