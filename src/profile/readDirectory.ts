import { createHash } from 'node:crypto'
import { loadRegistry } from '../directory/loadRegistry.ts'
import type { DirectoryConfig, PublicJwk } from '../directory/types.ts'
import type { Complaint, Path } from '../yaml/types.ts'
import type { TargetFile } from './targetFiles.ts'
import { complain, type DirectoryYaml, type TargetReader } from './targetReader.ts'

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

function readRegistry(reader: TargetReader, yaml: Yaml<'registry'>, path: Path): DirectoryConfig | null {
  const file = reader.files.read(yaml.file, '"file"')
  if ('message' in file) {
    complain(reader, [...path, 'file'], file)
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

function readFederation(reader: TargetReader, yaml: Yaml<'federation'>, path: Path): DirectoryConfig | null {
  const file = reader.files.read(yaml.anchor_jwks, '"anchor_jwks"')
  const keys = 'message' in file ? file : readAnchorKeys(file)
  if ('message' in keys) {
    complain(reader, [...path, 'anchor_jwks'], keys)
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
 * Reads `directory:` with the files that it names; null where there is none, or something is wrong with it.
 * @throws RegistryError for a registry that cannot be used
 */
export function readDirectory(
  reader: TargetReader,
  yaml: DirectoryYaml | undefined,
  path: Path,
): DirectoryConfig | null {
  if (yaml === undefined) return null
  if (yaml.source === 'registry') return readRegistry(reader, yaml, path)
  return yaml.source === 'participants' ? readParticipants(yaml) : readFederation(reader, yaml, path)
}
