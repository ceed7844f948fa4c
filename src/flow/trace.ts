import { createHash, X509Certificate } from 'node:crypto'
import type { Trace } from '../checks/types.ts'
import { expectedClaims } from './authorizationExtras.ts'
import { publicPart, thumbprint } from './keys.ts'
import type { FlowSession } from './session.ts'

export interface Samples {
  readonly requestUris: string[]
  readonly codes: string[]
  readonly accessTokens: string[]
  readonly refreshTokens: string[]
}

function certThumbprint(flow: FlowSession): string | null {
  const pem = flow.actor.client.tls?.cert
  return pem ? createHash('sha256').update(new X509Certificate(pem).raw).digest('base64url') : null
}

/** What checks may look at: the flow's values and exchanges, without keys and handles. */
export function traceOf(flow: FlowSession, samples: Samples, other: Trace | null): Trace {
  const { env, actor } = flow
  return {
    variant: env.variant.variant,
    issuer: env.target.issuer,
    metadata: env.server.unread ? null : env.server.metadata,
    serverKeys: env.server.jwks,
    client: {
      name: actor.client.name,
      id: actor.client.id,
      redirectUri: actor.client.redirect_uri,
      publicKeys: actor.client.jwks.map(publicPart),
      certThumbprint: certThumbprint(flow),
    },
    sent: { ...flow.sent, codeVerifier: flow.codeVerifier, dpopJkt: thumbprint(flow.dpopKey.publicJwk) },
    callback: flow.callback,
    exchanges: { ...env.server.exchanges, ...flow.exchanges },
    samples,
    other,
    ...(env.ecosystem
      ? {
          limits: env.ecosystem.profile.limits,
          serverRules: env.ecosystem.profile.server,
          expectedClaims: expectedClaims(flow),
        }
      : {}),
    at: env.now(),
  }
}
