import { getCACertificates } from 'node:tls'

let system: readonly string[] | null = null

/**
 * The roots that this machine trusts (node's own list, the system's where node is told so, `NODE_EXTRA_CA_CERTS`) and
 * the given PEM certificates beside them. There is no way to trust less carefully than this.
 */
export function trustedRoots(extra: readonly string[]): string[] {
  system ??= getCACertificates('default')
  return [...system, ...extra]
}
