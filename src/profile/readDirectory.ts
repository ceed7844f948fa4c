import { createHash } from 'node:crypto'
import type { XStatic } from 'typebox/schema'
import { loadRegistry } from '../directory/loadRegistry.ts'
import type { DirectoryConfig, DirectoryNames, PublicJwk } from '../directory/types.ts'
import type { Complaint, Path } from '../yaml/types.ts'
import type { profileDirectorySchema } from './directorySchema.ts'
import type { TargetFile, TargetFiles } from './targetFiles.ts'
import type { DirectoryYaml as TargetDirectoryYaml } from './targetReader.ts'

export type DirectoryYaml = XStatic<typeof profileDirectorySchema>

/** What reading needs of the file that names the directory. */
export interface DirectoryReader {
  readonly files: TargetFiles
  readonly complain: (path: Path, complaint: Complaint) => void
}

type Yaml<Source extends DirectoryYaml['source']> = Extract<DirectoryYaml, { source: Source }>

const isMapping = (value: unknown): value is PublicJwk =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Public keys with names, or what is wrong with the file. */
function readAnchorKeys({ text, path }: TargetFile): readonly PublicJwk[] | Complaint {
  const complaint = (seen: string): Complaint => ({
    message: '"anchor_jwks" is no usable JWK set',
    expected: 'a JSON file { "keys": [...] } with public keys that have a "kid"',
    seen: `${path}: ${seen}`,
    hint: 'the operator of the federation publishes the keys of its trust anchor',
  })
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return complaint('not JSON')
  }
  const keys: unknown = isMapping(parsed) ? parsed.keys : undefined
  if (!Array.isArray(keys) || keys.length === 0 || !keys.every(isMapping)) return complaint('no keys')
  if (keys.some(({ kid }) => typeof kid !== 'string' || kid === '')) return complaint('a key without "kid"')
  return keys.some((key) => 'd' in key || 'k' in key) ? complaint('a private key') : keys
}

function readRegistry(reader: DirectoryReader, yaml: Yaml<'registry'>, path: Path): DirectoryConfig | null {
  const file = reader.files.read(yaml.file, '"file"')
  if ('message' in file) {
    reader.complain([...path, 'file'], file)
    return null
  }
  return {
    source: 'registry',
    file: file.path,
    digest: `sha256:${createHash('sha256').update(file.text).digest('hex')}`,
    registry: loadRegistry(file.text, file.path),
    organisation: yaml.organisation ?? null,
    clientOrganisation: yaml.client_organisation ?? null,
    roleScopes: yaml.role_scopes ?? null,
  }
}

const readParticipants = (yaml: Yaml<'participants'>): DirectoryConfig => ({
  source: 'participants',
  url: yaml.url,
  organisation: yaml.organisation ?? null,
  clientOrganisation: yaml.client_organisation ?? null,
  roleScopes: yaml.role_scopes ?? null,
})

function readFederation(reader: DirectoryReader, yaml: Yaml<'federation'>, path: Path): DirectoryConfig | null {
  const file = reader.files.read(yaml.anchor_jwks, '"anchor_jwks"')
  const keys = 'message' in file ? file : readAnchorKeys(file)
  if ('message' in keys) {
    reader.complain([...path, 'anchor_jwks'], keys)
    return null
  }
  return {
    source: 'federation',
    anchor: yaml.anchor,
    anchorKeys: keys,
    entity: yaml.entity ?? null,
    trustMarks: yaml.trust_marks ?? [],
    organisation: null,
    clientOrganisation: null,
    roleScopes: yaml.role_scopes ?? null,
  }
}

/**
 * Reads a directory with the files that it names; null if something is wrong with it.
 * @throws RegistryError for a registry that cannot be used
 */
export function readDirectory(reader: DirectoryReader, yaml: DirectoryYaml, path: Path): DirectoryConfig | null {
  if (yaml.source === 'registry') return readRegistry(reader, yaml, path)
  return yaml.source === 'participants' ? readParticipants(yaml) : readFederation(reader, yaml, path)
}

/** True if a target file names a directory of its own. */
export const hasSource = (yaml: TargetDirectoryYaml): yaml is Extract<TargetDirectoryYaml, DirectoryYaml> =>
  'source' in yaml

/** The names that a target file gives for the directory of the profile. */
export const readNames = (yaml: Exclude<TargetDirectoryYaml, DirectoryYaml>): DirectoryNames => ({
  organisation: yaml.organisation ?? null,
  clientOrganisation: yaml.client_organisation ?? null,
  entity: yaml.entity ?? null,
})
