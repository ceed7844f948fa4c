import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { XStatic } from 'typebox/schema'
import { checkSchema, type Formats } from '../yaml/checkSchema.ts'
import { describe } from '../yaml/describe.ts'
import { durationMs } from '../yaml/durationMs.ts'
import { readYaml, wholeFileIssue } from '../yaml/readYaml.ts'
import { suggest } from '../yaml/suggest.ts'
import type { Complaint } from '../yaml/types.ts'
import { ProfileError } from './errors.ts'
import { profileSchema } from './profileSchema.ts'
import type { Profile } from './types.ts'

export interface LoadProfileOptions {
  /** Id of a profile of the package, or the path of a profile file (with `/` or ending in `.yaml`). */
  readonly profile: string
  /** The package's `profiles/` folder. */
  readonly folder: string
  /** The package's `suites/` folder, default beside `profiles/`; the suites that the profile names must be there. */
  readonly suites?: string
}

type ProfileYaml = XStatic<typeof profileSchema>

const isPath = (profile: string) => /[/\\]/.test(profile) || /\.ya?ml$/.test(profile)

/**
 * Reads and checks a profile.
 * @throws ProfileError with everything that is wrong, each with file, line and column
 */
export function loadProfile({ profile, folder, suites = join(folder, '../suites') }: LoadProfileOptions): Profile {
  const file = isPath(profile) ? resolve(profile) : join(resolve(folder), `${profile}.yaml`)
  const bytes = readProfile(file, profile, folder)
  const document = readYaml(bytes, file)
  if (document.issues.length > 0) throw new ProfileError(document.issues)
  const findings = checkSchema(document.value, profileSchema, rules(file, suites))
  if (findings.length > 0) throw new ProfileError(findings.map((finding) => document.issue(finding)))
  const yaml = document.value as ProfileYaml
  if (!isPath(profile) && yaml.profile !== profile) {
    const complaint = {
      message: '"profile" is not the name of its file',
      expected: profile,
      seen: yaml.profile,
      hint: null,
    }
    throw new ProfileError([document.issue({ ...complaint, path: ['profile'], anchor: 'value' })])
  }
  return {
    id: yaml.profile,
    title: yaml.title,
    suites: yaml.suites,
    sets: yaml.requirements ?? [],
    variants: yaml.variants,
    maxWaitS: (durationMs(yaml.max_wait) ?? 0) / 1000,
    recertificationDays: (durationMs(yaml.recertification) ?? 0) / 86_400_000,
    file,
    digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
  }
}

/** Ids of the profiles in the package's `profiles/` folder, in name order. */
export function profileIds(folder: string): readonly string[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'))
  return names.map((name) => name.slice(0, -'.yaml'.length)).sort()
}

/** Absolute paths of the suite folders and files of a profile; `suites` is the package's `suites/` folder. */
export function suitePaths(profile: Pick<Profile, 'suites' | 'file'>, suites: string): readonly string[] {
  return profile.suites.map((name) => suitePath(name, profile.file, suites))
}

/** Absolute paths of the requirement sets of a profile; `suites` is the package's `suites/` folder. */
export function setPaths(profile: Pick<Profile, 'sets' | 'file'>, suites: string): readonly string[] {
  return profile.sets.map((name) => setPath(name, profile.file, suites))
}

function setPath(name: string, file: string, suites: string): string {
  return name.startsWith('.') ? resolve(dirname(file), name) : join(resolve(suites), 'sets', `${name}.yaml`)
}

function suitePath(name: string, file: string, suites: string): string {
  if (name.startsWith('.')) return resolve(dirname(file), name)
  const path = resolve(suites, name)
  return existsSync(path) ? path : `${path}.yaml`
}

function readProfile(file: string, profile: string, folder: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new ProfileError([wholeFileIssue(file, missing(profile, folder, reason))])
  }
}

function missing(profile: string, folder: string, reason: string): Complaint {
  if (isPath(profile)) {
    const message = `the profile file cannot be read (${reason})`
    return { message, expected: 'the path of a profile file', seen: null, hint: null }
  }
  const ids = profileIds(folder)
  const hint = suggest(profile, ids) ?? 'a path must hold a "/" or end in .yaml'
  return { message: `there is no profile "${profile}"`, expected: ids.join(' or '), seen: null, hint }
}

function rules(file: string, suites: string): Formats {
  return {
    duration: (text, field) => {
      if (durationMs(text) !== null) return null
      const expected = 'a whole number with s, m, h or d, e.g. 10m'
      return { message: `${field} is no duration`, expected, seen: describe(text), hint: null }
    },
    'set-name': (text) => {
      const path = setPath(text, file, suites)
      if (existsSync(path)) return null
      const folder = join(suites, 'sets')
      const names = existsSync(folder) ? readdirSync(folder).map((name) => name.replace(/\.yaml$/, '')) : []
      const message = `there is no requirement set "${text}"`
      return { message, expected: `a file such as ${path}`, seen: null, hint: suggest(text, names) }
    },
    'suite-name': (text) => {
      const path = suitePath(text, file, suites)
      if (existsSync(path)) return null
      const hint = suggest(text, existsSync(suites) ? readdirSync(suites) : [])
      return { message: `there is no suite "${text}"`, expected: `a folder or file such as ${path}`, seen: null, hint }
    },
  }
}
