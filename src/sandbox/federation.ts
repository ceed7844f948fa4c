import type { DirectoryInput, DirectoryRecords } from './directoryRecords.ts'
import { paths } from './endpoints.ts'
import { type FederationKey, federationKey, signStatement } from './federationKeys.ts'
import type { Jwk } from './signingKeys.ts'

/** Types of the trust marks of the sandbox's federation. */
export const markTypes = {
  /** Issued in the issuer's own name, until a day. */
  certified: 'https://acme.example/marks/certified',
  /** Belongs to somebody else, who lets the issuer issue it. */
  member: 'https://acme.example/marks/member',
} as const

const entityNames = ['anchor', 'intermediate', 'marks'] as const
type EntityName = (typeof entityNames)[number]

/** Path below the issuer of each entity that is not the server itself. */
export const entityPath = (name: EntityName): string => `/federation/${name}`

const entityTyp = 'entity-statement+jwt'
const hourS = 3600
const ownerId = 'https://owner.acme.example'

interface World extends DirectoryInput {
  readonly records: DirectoryRecords
  readonly keys: Readonly<Record<EntityName | 'server' | 'owner' | 'stranger', FederationKey>>
}

/** A federation of three: a trust anchor, an intermediate below it, and the server below that; and an issuer of trust marks. */
export interface Federation {
  /** Public keys of the trust anchor, as the target file names them. */
  readonly anchorJwks: { readonly keys: readonly Jwk[] }
  /** A signed statement, null if there is none of that path and subject. */
  answer(path: string, subject: string | null): string | null
  /** A signed answer about a trust mark; null: the issuer does not know it. */
  status(trustMark: string | null): string | null
}

const idOf = ({ issuer }: World, name: EntityName): string => `${issuer}${entityPath(name)}`

const times = ({ nowS }: World, lifeS = hourS) => ({ iat: nowS() - 10, exp: nowS() + lifeS })

/** What the server says of itself in the federation. */
function serverMetadata({ issuer, strict, records }: World): object {
  const [first, ...others] = records.serverKeys
  return {
    federation_entity: { organization_name: records.organisation.name, contacts: ['desk@acme.example'] },
    openid_provider: {
      issuer,
      organization_name: records.organisation.name,
      authorization_endpoint: `${issuer}${paths.authorization}`,
      token_endpoint: `${issuer}${paths.token}`,
      jwks: { keys: strict('federation-stale-keys') ? [first, ...others] : others },
      token_endpoint_auth_methods_supported: strict('federation-policy')
        ? ['private_key_jwt', 'tls_client_auth']
        : ['tls_client_auth'],
    },
  }
}

function delegation({ keys, ...world }: World): string {
  const { issuer, nowS } = world
  const claims = {
    iss: ownerId,
    sub: `${issuer}${entityPath('marks')}`,
    trust_mark_type: markTypes.member,
    iat: nowS() - 10,
  }
  return signStatement(keys.owner, 'trust-mark-delegation+jwt', claims)
}

function certifiedMark(world: World): string {
  const { issuer, strict, keys } = world
  const claims = {
    iss: idOf(world, 'marks'),
    sub: strict('mark-subject') ? issuer : `${issuer}/former`,
    trust_mark_type: markTypes.certified,
    ...times(world, strict('mark-expired') ? 30 * 24 * hourS : -hourS),
  }
  const key = strict('mark-signature') ? keys.marks : { ...keys.stranger, kid: keys.marks.kid }
  return signStatement(key, strict('mark-typ') ? 'trust-mark+jwt' : 'JWT', claims)
}

function memberMark(world: World): string {
  const claims = {
    iss: idOf(world, 'marks'),
    sub: world.issuer,
    trust_mark_type: markTypes.member,
    iat: world.nowS() - 10,
    ...(world.strict('mark-delegation') ? { delegation: delegation(world) } : {}),
  }
  return signStatement(world.keys.marks, 'trust-mark+jwt', claims)
}

function serverConfiguration(world: World): string {
  const { issuer, strict, keys } = world
  const marks = [
    ...(strict('mark-missing') ? [{ trust_mark_type: markTypes.certified, trust_mark: certifiedMark(world) }] : []),
    { trust_mark_type: markTypes.member, trust_mark: memberMark(world) },
  ]
  return signStatement(keys.server, strict('federation-typ') ? entityTyp : 'JWT', {
    iss: issuer,
    sub: issuer,
    ...times(world),
    jwks: { keys: [keys.server.publicJwk] },
    authority_hints: [idOf(world, 'intermediate')],
    metadata: serverMetadata(world),
    trust_marks: marks,
  })
}

/** Configuration of an entity that has others below it, or issues marks. */
function superiorConfiguration(world: World, name: EntityName): string {
  const { strict, keys } = world
  const id = idOf(world, name)
  const isAnchor = name === 'anchor'
  const accepted = strict('mark-issuer') ? idOf(world, 'marks') : 'https://marks.acme.example'
  return signStatement(keys[name], entityTyp, {
    iss: id,
    sub: id,
    ...times(world),
    jwks: { keys: [keys[name].publicJwk] },
    metadata: {
      federation_entity: {
        organization_name: `Acme ${name}`,
        federation_fetch_endpoint: `${id}/fetch`,
        ...(name === 'marks' ? { federation_trust_mark_status_endpoint: `${id}/status` } : {}),
      },
    },
    ...(isAnchor
      ? {
          trust_mark_issuers: { [markTypes.certified]: [accepted], [markTypes.member]: [] },
          trust_mark_owners: { [markTypes.member]: { sub: ownerId, jwks: { keys: [keys.owner.publicJwk] } } },
        }
      : { authority_hints: [idOf(world, 'anchor')] }),
  })
}

function aboutServer(world: World): string | null {
  const { issuer, strict, keys } = world
  if (!strict('federation-not-subordinate')) return null
  const key = strict('federation-signature') ? keys.intermediate : { ...keys.stranger, kid: keys.intermediate.kid }
  return signStatement(key, entityTyp, {
    iss: idOf(world, 'intermediate'),
    sub: strict('federation-subject') ? issuer : `${issuer}/former`,
    ...times(world, strict('federation-expired') ? hourS : -hourS),
    jwks: { keys: [keys.server.publicJwk] },
    ...(strict('federation-other-issuer') ? {} : { metadata: { openid_provider: { issuer: `${issuer}/former` } } }),
    ...(strict('federation-critical') ? {} : { crit: ['acme_assurance'], acme_assurance: 'high' }),
  })
}

/** What the trust anchor says about those directly below it. */
function aboutSubordinate(world: World, name: 'intermediate' | 'marks'): string {
  const { strict, keys } = world
  return signStatement(keys.anchor, entityTyp, {
    iss: idOf(world, 'anchor'),
    sub: idOf(world, name),
    ...times(world),
    jwks: { keys: [keys[name].publicJwk] },
    constraints: { max_path_length: strict('federation-path-length') ? 1 : 0 },
    metadata_policy: {
      openid_provider: {
        token_endpoint_auth_methods_supported: {
          subset_of: ['private_key_jwt', 'tls_client_auth', 'self_signed_tls_client_auth'],
          superset_of: ['private_key_jwt'],
        },
        issuer: { essential: true },
      },
    },
  })
}

function statusOf(world: World, trustMark: string): string {
  const claims = {
    iss: idOf(world, 'marks'),
    iat: world.nowS(),
    trust_mark: trustMark,
    status: world.strict('mark-revoked') ? 'active' : 'revoked',
  }
  return signStatement(world.keys.marks, 'trust-mark-status-response+jwt', claims)
}

/** Makes the federation with fresh keys; statements are signed when they are asked for. */
export function createFederation(input: DirectoryInput, records: DirectoryRecords): Federation {
  const names = [...entityNames, 'server', 'owner', 'stranger'] as const
  const keys = Object.fromEntries(names.map((name) => [name, federationKey(`${name}-1`)])) as World['keys']
  const world: World = { ...input, records, keys }
  const statements: Readonly<Record<string, (subject: string | null) => string | null>> = {
    '/.well-known/openid-federation': () => serverConfiguration(world),
    ...Object.fromEntries(
      entityNames.map((name) => [
        `${entityPath(name)}/.well-known/openid-federation`,
        () => superiorConfiguration(world, name),
      ]),
    ),
    [`${entityPath('intermediate')}/fetch`]: (subject) => (subject === input.issuer ? aboutServer(world) : null),
    [`${entityPath('anchor')}/fetch`]: (subject) => {
      const name = (['intermediate', 'marks'] as const).find((one) => subject === idOf(world, one))
      return name === undefined ? null : aboutSubordinate(world, name)
    },
  }
  const anchorKey = input.strict('federation-anchor-key') ? keys.anchor : { ...keys.stranger, kid: keys.anchor.kid }
  return {
    anchorJwks: { keys: [{ ...anchorKey.publicJwk, kid: keys.anchor.kid }] },
    answer: (path, subject) => statements[path]?.(subject) ?? null,
    status: (trustMark) => (trustMark === null || trustMark === '' ? null : statusOf(world, trustMark)),
  }
}
