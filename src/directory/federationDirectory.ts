import { createHash } from 'node:crypto'
import type { JsonObject } from '../json/object.ts'
import { thumbprintOf } from '../json/thumbprint.ts'
import { chainOf } from './chainOf.ts'
import { checkTrustMark } from './checkTrustMark.ts'
import { EntityFetcher } from './fetchEntity.ts'
import { textIn } from './json.ts'
import { keysIn } from './statement.ts'
import type {
  Directory,
  DirectoryAnswer,
  DirectoryTools,
  FederationConfig,
  RegisteredOrganisation,
  Standing,
} from './types.ts'
import type { ValidatedChain } from './validateChain.ts'

const trusted: Standing = { active: true, word: 'trusted' }

/** Keys of the protocol, not those that sign in the federation; null: they stand elsewhere. */
function protocolKeys(metadata: JsonObject) {
  if (metadata.jwks === undefined) return null
  return keysIn(metadata).flatMap((jwk) => {
    const thumbprint = thumbprintOf(jwk)
    return thumbprint === null || jwk.use === 'enc' ? [] : [{ thumbprint, standing: trusted }]
  })
}

/** The resolved metadata in the words of all directories. */
function organisationOf(entity: string, { metadata }: ValidatedChain): RegisteredOrganisation {
  const server = metadata.openid_provider ?? metadata.oauth_authorization_server ?? {}
  const name = [metadata.federation_entity, server].map((one) => textIn(one?.organization_name))
  return {
    id: entity,
    name: name.find((one) => one !== null) ?? entity,
    standing: trusted,
    verified: null,
    servers: [
      {
        id: entity,
        issuer: textIn(server.issuer),
        discovery: null,
        jwksUri: textIn(server.jwks_uri),
        keys: protocolKeys(server),
        certificates: null,
        certifications: null,
        standing: trusted,
      },
    ],
    applications: null,
  }
}

/** OpenID Federation 1.0: what a trust chain from the server to a configured trust anchor says. */
export function federationDirectory(config: FederationConfig, tools: DirectoryTools): Directory {
  const anchor = { id: config.anchor, keys: config.anchorKeys }
  return {
    name: config.anchor,
    source: 'federation',
    async lookUp({ issuer }): Promise<DirectoryAnswer> {
      const entity = config.entity ?? issuer
      const fetcher = new EntityFetcher(tools)
      const found = await chainOf(fetcher, entity, anchor)
      if (found.kind === 'none')
        return { kind: 'unregistered', reason: found.reason, exchanges: fetcher.exchanges, digest: null }
      if (found.kind === 'failed') {
        const { reason, attributed } = found
        return { kind: 'unknown', reason, attributed, exchanges: fetcher.exchanges, digest: null }
      }
      const { own, chain } = found
      const setting = {
        fetcher,
        anchor,
        anchorClaims: chain.anchor,
        ownFaults: chain.faults.map(({ detail }) => detail),
      }
      const trustMarks = await Promise.all(config.trustMarks.map((type) => checkTrustMark(type, entity, own, setting)))
      const { path, faults, expires } = chain
      const facts = { path, faults, expires, trustMarks }
      const digest = `sha256:${createHash('sha256')
        .update(JSON.stringify([path, chain.metadata]))
        .digest('hex')}`
      const common = { exchanges: fetcher.exchanges, digest }
      const [broken] = faults
      if (broken !== undefined) return { ...common, kind: 'untrusted', reason: broken.detail, chain: facts }
      const organisation = organisationOf(entity, chain)
      const record = { organisation, clientOrganisation: organisation, roleScopes: config.roleScopes }
      return { ...common, kind: 'found', record, chain: facts }
    },
  }
}
