import type { XStatic } from 'typebox/schema'
import { checkSchema } from '../yaml/checkSchema.ts'
import { describe } from '../yaml/describe.ts'
import { readYaml } from '../yaml/readYaml.ts'
import { suggest } from '../yaml/suggest.ts'
import type { Finding, Path } from '../yaml/types.ts'
import { RegistryError } from './RegistryError.ts'
import { registrySchema } from './registrySchema.ts'
import type {
  RegisteredApplication,
  RegisteredCertificate,
  RegisteredKey,
  RegisteredOrganisation,
  RegisteredServer,
  Registry,
  Standing,
} from './types.ts'

type RegistryYaml = XStatic<typeof registrySchema>
type OrganisationYaml = RegistryYaml['organisations'][number]
type ServerYaml = NonNullable<OrganisationYaml['servers']>[number]
type ApplicationYaml = NonNullable<OrganisationYaml['applications']>[number]

const standingOf = (word: string | undefined): Standing => {
  const told = word ?? 'active'
  return { active: told === 'active', word: told }
}

const inForce: Standing = standingOf(undefined)

/** Keys and certificates of a registry are in force: those that are not are taken out of it. */
const keysOf = (listed: readonly string[] | undefined): readonly RegisteredKey[] | null =>
  listed?.map((thumbprint) => ({ thumbprint, standing: inForce })) ?? null

const certificatesOf = (listed: readonly string[] | undefined): readonly RegisteredCertificate[] | null =>
  listed?.map((text) => ({ fingerprint256: text.replaceAll(':', '').toLowerCase(), standing: inForce })) ?? null

const serverOf = (yaml: ServerYaml): RegisteredServer => ({
  id: yaml.id,
  issuer: yaml.issuer,
  discovery: null,
  jwksUri: yaml.jwks_uri ?? null,
  keys: keysOf(yaml.keys),
  certificates: certificatesOf(yaml.certificates),
  certifications: null,
  standing: standingOf(yaml.status),
})

const applicationOf = (yaml: ApplicationYaml): RegisteredApplication => ({
  id: yaml.id,
  name: null,
  clients: yaml.clients,
  standing: standingOf(yaml.status),
  owner: yaml.owner ?? null,
  contacts: yaml.contacts?.length ?? 0,
  namesOwners: true,
  roles: yaml.roles ?? null,
  keys: keysOf(yaml.keys),
  certificates: certificatesOf(yaml.certificates),
})

const organisationOf = (yaml: OrganisationYaml): RegisteredOrganisation => ({
  id: yaml.id,
  name: yaml.name,
  standing: standingOf(yaml.status),
  verified: yaml.verified ?? false,
  servers: (yaml.servers ?? []).map(serverOf),
  applications: (yaml.applications ?? []).map(applicationOf),
})

interface Named {
  readonly value: string
  readonly path: Path
}

/** Every name after the first of its kind. */
function repeated(what: string, names: readonly Named[]): readonly Finding[] {
  const seen = new Set<string>()
  return names.flatMap(({ value, path }) => {
    if (!seen.has(value)) {
      seen.add(value)
      return []
    }
    const message = `${what} ${describe(value)} stands twice in the registry`
    return [
      { message, expected: 'each once', seen: null, hint: 'remove one of the two', path, anchor: 'value' as const },
    ]
  })
}

/** What a schema cannot say: ids and clients are unique, roles are known. */
function crossFindings(yaml: RegistryYaml): readonly Finding[] {
  const organisations = yaml.organisations.map((organisation, at) => ({ organisation, path: ['organisations', at] }))
  const applications = organisations.flatMap(({ organisation, path }) =>
    (organisation.applications ?? []).map((application, at) => ({
      application,
      path: [...path, 'applications', at],
    })),
  )
  const servers = organisations.flatMap(({ organisation, path }) =>
    (organisation.servers ?? []).map(({ issuer }, at) => ({ value: issuer, path: [...path, 'servers', at, 'issuer'] })),
  )
  const known = Object.keys(yaml.roles ?? {})
  const roles = applications.flatMap(({ application, path }) =>
    (application.roles ?? []).map((value, at): Named => ({ value, path: [...path, 'roles', at] })),
  )
  return [
    ...repeated(
      'organisation',
      organisations.map(({ organisation, path }) => ({ value: organisation.id, path: [...path, 'id'] })),
    ),
    ...repeated('issuer', servers),
    ...repeated(
      'client',
      applications.flatMap(({ application, path }) =>
        application.clients.map((value, at) => ({ value, path: [...path, 'clients', at] })),
      ),
    ),
    ...roles
      .filter(({ value }) => !known.includes(value))
      .map(({ value, path }) => ({
        message: `there is no role ${describe(value)}`,
        expected: known.length === 0 ? 'a role of "roles", which is missing' : `one of ${known.join(', ')}`,
        seen: null,
        hint: suggest(value, known),
        path,
        anchor: 'value' as const,
      })),
  ]
}

/**
 * Reads and checks a registry.
 * @param text content of the file
 * @param file its absolute path, for messages
 * @throws RegistryError with everything that is wrong, each with file, line and column
 */
export function loadRegistry(text: string, file: string): Registry {
  const document = readYaml(Buffer.from(text), file)
  if (document.issues.length > 0) throw new RegistryError(document.issues)
  const findings = checkSchema(document.value, registrySchema)
  if (findings.length > 0) throw new RegistryError(findings.map((finding) => document.issue(finding)))
  const yaml = document.value as RegistryYaml
  const wrong = crossFindings(yaml)
  if (wrong.length > 0) throw new RegistryError(wrong.map((finding) => document.issue(finding)))
  return {
    id: yaml.registry,
    roleScopes: yaml.roles === undefined ? null : { ...yaml.roles },
    organisations: yaml.organisations.map(organisationOf),
  }
}
