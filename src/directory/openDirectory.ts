import { federationDirectory } from './federationDirectory.ts'
import { participantsDirectory } from './participantsDirectory.ts'
import { registryDirectory } from './registryDirectory.ts'
import type { Directory, DirectoryConfig, DirectoryTools } from './types.ts'

type Open<Source extends DirectoryConfig['source']> = (
  config: Extract<DirectoryConfig, { source: Source }>,
  tools: DirectoryTools,
) => Directory

const sources: { readonly [Source in DirectoryConfig['source']]: Open<Source> } = {
  registry: registryDirectory,
  participants: participantsDirectory,
  federation: federationDirectory,
}

/** The directory that a target file names. Reading it is left to `lookUp`. */
export function openDirectory(config: DirectoryConfig, tools: DirectoryTools): Directory {
  const open = sources[config.source] as (config: DirectoryConfig, tools: DirectoryTools) => Directory
  return open(config, tools)
}
