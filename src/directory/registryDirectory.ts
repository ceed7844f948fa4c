import { findOrganisation } from './findOrganisation.ts'
import type { Directory, DirectoryAnswer, RegistryConfig } from './types.ts'

/** A registry in a YAML file: it was read and checked with the target file, so that only looking up is left. */
export function registryDirectory(config: RegistryConfig): Directory {
  const { registry, file, digest } = config
  return {
    name: file,
    source: 'registry',
    async lookUp({ organisation: name }): Promise<DirectoryAnswer> {
      const common = { exchanges: [], digest }
      const organisation = findOrganisation(registry.organisations, config.organisation, name)
      if (organisation === null) {
        const sought = config.organisation ?? name
        return { ...common, kind: 'unregistered', reason: `registry ${registry.id} has no organisation "${sought}"` }
      }
      const clientOrganisation =
        config.clientOrganisation === null
          ? organisation
          : findOrganisation(registry.organisations, config.clientOrganisation, '')
      if (clientOrganisation === null) {
        const reason = `registry ${registry.id} has no organisation "${config.clientOrganisation}" (client_organisation)`
        return { ...common, kind: 'unregistered', reason }
      }
      const roleScopes = config.roleScopes ?? registry.roleScopes
      return { ...common, kind: 'found', record: { organisation, clientOrganisation, roleScopes }, chain: null }
    },
  }
}
