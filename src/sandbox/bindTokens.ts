import { isBesideAlias } from './besideAlias.ts'
import { type Binding, callOf } from './call.ts'
import { certificateThumbprint } from './certificateThumbprint.ts'
import type { Context, Middleware } from './koa.ts'
import { proofAtServer } from './proofAtServer.ts'
import { invalidRequest, Refusal } from './refusal.ts'
import type { Site } from './site.ts'

/** Decides what the tokens of a token request are bound to: FAPI 2.0 section 5.3.2.1 items 4 and 5. */
export function bindTokens(site: Site): Middleware {
  return async (ctx, next) => {
    const call = callOf(ctx)
    call.binding = call.client?.senderConstraint === 'mtls' ? certificateBinding(ctx) : await keyBinding(ctx, site)
    const overlooked = isBesideAlias(ctx, site) && !site.strict('token-unbound-beside-alias')
    if (call.binding === null && site.strict('token-unbound') && !overlooked) {
      throw call.client?.senderConstraint === 'mtls'
        ? invalidRequest('a client certificate is required, the access token is bound to it')
        : new Refusal(400, 'invalid_dpop_proof', 'a DPoP proof is required, the access token is bound to its key')
    }
    await next()
  }
}

function certificateBinding(ctx: Context): Binding | null {
  const { certificate } = callOf(ctx)
  return certificate === null ? null : { 'x5t#S256': certificateThumbprint(certificate) }
}

async function keyBinding(ctx: Context, site: Site): Promise<Binding | null> {
  const jkt = await proofAtServer(ctx, site)
  return jkt === null ? null : { jkt }
}
