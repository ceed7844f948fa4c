import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import type { XStatic } from 'typebox/schema'
import { checkSchema, oneOf } from '../yaml/checkSchema.ts'
import { readYaml, wholeFileIssue } from '../yaml/readYaml.ts'
import { suggest } from '../yaml/suggest.ts'
import type { Complaint, Issue, Path, Place, YamlDocument } from '../yaml/types.ts'
import { ProfileError } from './errors.ts'
import { profileRules } from './profileRules.ts'
import { profileSchema, requiredWithoutBase } from './profileSchema.ts'
import type { ProfileFile } from './types.ts'

export type ProfileYaml = XStatic<typeof profileSchema>

/** One file of a chain of profiles that extend each other. */
export interface ProfileLayer extends ProfileFile {
  readonly yaml: ProfileYaml
  readonly document: YamlDocument
}

export interface ProfileFolders {
  /** The package's `profiles/` folder. */
  readonly folder: string
  /** The package's `suites/` folder. */
  readonly suites: string
}

const isPath = (profile: string) => /[/\\]/.test(profile) || /\.ya?ml$/.test(profile)

/** Ids of the profiles in the package's `profiles/` folder, in name order. */
export function profileIds(folder: string): readonly string[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'))
  return names.map((name) => name.slice(0, -'.yaml'.length)).sort()
}

/** An issue about the value at a path of a layer's file. */
export function layerIssue(
  { document }: ProfileLayer,
  path: Path,
  complaint: Complaint,
  anchor: 'key' | 'value' = 'value',
): Issue {
  return document.issue({ ...complaint, path, anchor })
}

/** The place of a value of a layer's file, for complaints that come later. */
export function layerPlace(layer: ProfileLayer, path: Path, anchor: 'key' | 'value' = 'key'): Place {
  const { file, line, column, field, excerpt } = layerIssue(
    layer,
    path,
    { message: '', expected: null, seen: null, hint: null },
    anchor,
  )
  return { file, line, column, field, excerpt }
}

function missing(profile: string, folder: string, reason: string): Complaint {
  if (isPath(profile)) {
    const message = `the profile file cannot be read (${reason})`
    return { message, expected: 'the path of a profile file', seen: null, hint: null }
  }
  const ids = profileIds(folder)
  const hint = suggest(profile, ids) ?? 'a path must hold a "/" or end in .yaml'
  return { message: `there is no profile "${profile}"`, expected: oneOf(ids), seen: null, hint }
}

/** Reads one file; `refer` says where a complaint about the name itself belongs. */
function readLayer(
  name: string,
  file: string,
  folders: ProfileFolders,
  refer: (complaint: Complaint) => Issue,
): ProfileLayer | readonly Issue[] {
  let bytes: Buffer
  try {
    bytes = readFileSync(file)
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    return [refer(missing(name, folders.folder, reason))]
  }
  const document = readYaml(bytes, file)
  if (document.issues.length > 0) return document.issues
  const findings = checkSchema(document.value, profileSchema, profileRules(file, folders.suites))
  const { extends: base } = Object(document.value) as { readonly extends?: unknown }
  if (base === undefined && typeof document.value === 'object' && document.value !== null)
    findings.push(...checkSchema(document.value, requiredWithoutBase))
  if (findings.length > 0) return findings.map((finding) => document.issue(finding))
  const yaml = document.value as ProfileYaml
  if (!isPath(name) && yaml.profile !== name) {
    const complaint = {
      message: '"profile" is not the name of its file',
      expected: name,
      seen: yaml.profile,
      hint: null,
    }
    return [document.issue({ ...complaint, path: ['profile'], anchor: 'value' })]
  }
  return { path: file, digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`, yaml, document }
}

/** The file of a base, seen from the file that extends it. */
const baseFile = (name: string, from: string, folder: string): string =>
  name.startsWith('.') ? resolve(dirname(from), name) : join(resolve(folder), `${name}.yaml`)

function circle(chain: readonly ProfileLayer[], file: string, name: string): Complaint {
  const names = chain.slice(chain.findIndex(({ path }) => path === file)).map(({ path }) => basename(path))
  const message =
    names.length === 1
      ? 'the profile extends itself'
      : `profiles extend each other in a circle: ${[...names, names[0]].join(' -> ')}`
  return { message, expected: 'another profile', seen: JSON.stringify(name), hint: 'remove "extends" in one of them' }
}

/**
 * Reads a profile and those it extends, the profile itself first.
 * @throws ProfileError with everything that is wrong with the form of the first file that cannot be used
 */
export function readLayers(profile: string, folders: ProfileFolders): readonly [ProfileLayer, ...ProfileLayer[]] {
  const file = isPath(profile) ? resolve(profile) : join(resolve(folders.folder), `${profile}.yaml`)
  const own = readLayer(profile, file, folders, (complaint) => wholeFileIssue(file, complaint))
  if (!('yaml' in own)) throw new ProfileError(own)
  const chain: [ProfileLayer, ...ProfileLayer[]] = [own]
  for (let last = own; last.yaml.extends !== undefined; ) {
    const name = last.yaml.extends
    const path = baseFile(name, last.path, folders.folder)
    const child = last
    if (chain.some((layer) => layer.path === path))
      throw new ProfileError([layerIssue(last, ['extends'], circle(chain, path, name))])
    const base = readLayer(name, path, folders, (complaint) => layerIssue(child, ['extends'], complaint))
    if (!('yaml' in base)) throw new ProfileError(base)
    chain.push(base)
    last = base
  }
  return chain
}
