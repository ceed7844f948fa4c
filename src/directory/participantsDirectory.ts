import { createHash } from 'node:crypto'
import { jsonOf } from '../json/object.ts'
import { findOrganisation } from './findOrganisation.ts'
import { type Participant, readParticipants } from './readParticipants.ts'
import { request } from './request.ts'
import type { Directory, DirectoryAnswer, DirectoryTools, ParticipantsConfig } from './types.ts'

const namesOf = ({ names }: Participant): readonly string[] => names

/** A participants document over HTTPS. */
export function participantsDirectory(config: ParticipantsConfig, tools: DirectoryTools): Directory {
  const { url } = config
  return {
    name: url,
    source: 'participants',
    async lookUp({ organisation: name }): Promise<DirectoryAnswer> {
      const fetched = await request(tools, url, 'application/json')
      const exchanges = [fetched.exchange.id]
      if (fetched.kind !== 'text') {
        const attributed = fetched.kind === 'failed' ? fetched.attributed : 'directory'
        return { kind: 'unknown', reason: `the directory: ${fetched.reason}`, attributed, exchanges, digest: null }
      }
      const common = { exchanges, digest: `sha256:${createHash('sha256').update(fetched.text).digest('hex')}` }
      const participants = readParticipants(jsonOf(fetched.text), tools.now())
      if (participants === null) {
        const reason = `the directory: ${url} is no participants document: expected a JSON list of organisations with "OrganisationId"`
        return { ...common, kind: 'unknown', reason, attributed: 'directory' }
      }
      const sought = config.organisation ?? name
      const organisation = findOrganisation(participants, config.organisation, name, namesOf)
      if (organisation === null)
        return { ...common, kind: 'unregistered', reason: `${url} has no organisation "${sought}"` }
      const clientOrganisation =
        config.clientOrganisation === null
          ? organisation
          : findOrganisation(participants, config.clientOrganisation, '', namesOf)
      if (clientOrganisation === null) {
        const reason = `${url} has no organisation "${config.clientOrganisation}" (client_organisation)`
        return { ...common, kind: 'unregistered', reason }
      }
      const record = { organisation, clientOrganisation, roleScopes: config.roleScopes }
      return { ...common, kind: 'found', record, chain: null }
    },
  }
}
