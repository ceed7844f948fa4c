import type { FlowSession } from './session.ts'

const usesTls = (flow: FlowSession): boolean =>
  flow.env.variant.variant.client_auth !== 'private_key_jwt' || flow.env.variant.variant.sender_constraint === 'mtls'

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)

/** A server-facing endpoint; variants that use mutual TLS take its alias (RFC 8705 section 5). null: not offered. */
export function endpoint(flow: FlowSession, name: string): string | null {
  const { metadata } = flow.env.server
  const aliases = metadata.mtls_endpoint_aliases
  const alias =
    usesTls(flow) && typeof aliases === 'object' && aliases !== null ? (aliases as Record<string, unknown>)[name] : null
  return text(alias) ?? text(metadata[name])
}

/** The TLS identity that every back-channel request of this variant presents. */
export function identityOf(flow: FlowSession, actor = flow.actor): string | null {
  return usesTls(flow) ? actor.identity : null
}
