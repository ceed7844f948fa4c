import { createHash } from 'node:crypto'
import { dirname, join, resolve } from 'node:path'
import { durationMs } from '../yaml/durationMs.ts'
import type { Issue } from '../yaml/types.ts'
import { ProfileError } from './errors.ts'
import { mergeExtras } from './mergeExtras.ts'
import { type ProfileLayer, readLayers } from './profileLayers.ts'
import { fromBase, type ProfileReader } from './profileReader.ts'
import { readApi } from './readApi.ts'
import { consentEntries, readConsents, takenNames } from './readConsents.ts'
import { readLevels } from './readLevels.ts'
import { readLimits } from './readLimits.ts'
import { readProfileDirectory } from './readProfileDirectory.ts'
import { readProfileVariants } from './readProfileVariants.ts'
import { readServerRules } from './readServerRules.ts'
import { readUseCases } from './readUseCases.ts'
import { schemaFiles } from './schemaFiles.ts'
import type { Profile, ProfileFile } from './types.ts'

export interface LoadProfileOptions {
  /** Id of a profile of the package, or the path of a profile file (with `/` or ending in `.yaml`). */
  readonly profile: string
  /** The package's `profiles/` folder. */
  readonly folder: string
  /** The package's `suites/` folder, default beside `profiles/`; the suites that the profile names must be there. */
  readonly suites?: string
}

/** Names of the chain, each once, the base's first; relative paths made absolute, as they lead from their own file. */
function names(reader: ProfileReader, pick: (layer: ProfileLayer) => readonly string[] | undefined): readonly string[] {
  const all = fromBase(reader).flatMap((layer) =>
    (pick(layer) ?? []).map((name) => (name.startsWith('.') ? resolve(dirname(layer.path), name) : name)),
  )
  return [...new Set(all)]
}

/** The nearest value of the chain. */
function nearest<Value>(
  layers: readonly ProfileLayer[],
  pick: (layer: ProfileLayer) => Value | undefined,
): Value | undefined {
  return layers.map(pick).find((value) => value !== undefined)
}

/** One file: its own digest. More: that of the list of their digests, so that each can be found to have changed. */
function digestOf(files: readonly ProfileFile[]): string {
  const [first] = files
  if (first !== undefined && files.length === 1) return first.digest
  const list = files.map(({ digest }) => `${digest}\n`).join('')
  return `sha256:${createHash('sha256').update(list).digest('hex')}`
}

const byPlace = (a: Issue, b: Issue): number =>
  a.file < b.file ? -1 : a.file > b.file ? 1 : (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0)

/**
 * Reads and checks a profile with all it extends.
 * @throws ProfileError with everything that is wrong, each with file, line and column
 */
export function loadProfile({ profile, folder, suites = join(folder, '../suites') }: LoadProfileOptions): Profile {
  const layers = readLayers(profile, { folder, suites })
  const [own, ...bases] = layers
  const reader: ProfileReader = { layers, issues: [] }
  const consents = consentEntries(reader)
  const words = { consent: takenNames(reader, consents) }
  const api = readApi(reader, words)
  const schemas = schemaFiles(reader, api)
  const files = [...layers.map(({ path, digest }) => ({ path, digest })), ...schemas]
  const loaded: Profile = {
    id: own.yaml.profile,
    title: own.yaml.title,
    bases: bases.map(({ yaml }) => yaml.profile),
    suites: names(reader, ({ yaml }) => yaml.suites),
    sets: names(reader, ({ yaml }) => yaml.requirements),
    variants: readProfileVariants(reader),
    levels: readLevels(reader),
    limits: readLimits(reader),
    api,
    useCases: readUseCases(reader, api?.endpoints ?? []),
    consents: readConsents(reader, consents, api?.requestHeaders ?? {}, words),
    authorization: mergeExtras(reader, words),
    directory: readProfileDirectory(reader),
    server: readServerRules(reader, words),
    maxWaitS: (durationMs(nearest(layers, ({ yaml }) => yaml.max_wait) ?? '') ?? 0) / 1000,
    recertificationDays: (durationMs(nearest(layers, ({ yaml }) => yaml.recertification) ?? '') ?? 0) / 86_400_000,
    graceDays: (durationMs(nearest(layers, ({ yaml }) => yaml.grace) ?? '14d') ?? 0) / 86_400_000,
    file: own.path,
    files,
    digest: digestOf(files),
  }
  if (reader.issues.length > 0) throw new ProfileError([...reader.issues].sort(byPlace))
  return loaded
}
