import type { ProbeContext } from './types.ts'

/**
 * Name of the client certificate under which back-channel requests of this variant go out, null for none: registered by
 * client id, shown where the variant uses mutual TLS for authentication or binding.
 */
export function identityOf({ variant }: Pick<ProbeContext, 'variant'>): string | null {
  const client = variant.clients.client1
  const usesTls = variant.variant.client_auth !== 'private_key_jwt' || variant.variant.sender_constraint === 'mtls'
  return client?.tls && usesTls ? client.id : null
}

/** The URL of an endpoint for clients: its alias for mutual TLS where the variant uses that (RFC 8705 section 5). null: not offered. */
export function endpointOf(context: Pick<ProbeContext, 'variant' | 'metadata'>, member: string): string | null {
  const aliases = context.metadata.mtls_endpoint_aliases
  const alias =
    identityOf(context) !== null && typeof aliases === 'object' && aliases !== null
      ? Object.entries(aliases).find(([name]) => name === member)?.[1]
      : undefined
  const url: unknown = alias ?? context.metadata[member]
  return typeof url === 'string' && URL.canParse(url) ? url : null
}
