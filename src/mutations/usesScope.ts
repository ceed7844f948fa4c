import type { FlowSession } from '../flow/session.ts'
import { NotApplicable } from './NotApplicable.ts'
import { paramsOf } from './places.ts'
import { covers, scopeWithoutResource } from './scopeWithoutResource.ts'
import { resolve } from './symbols.ts'
import type { Use } from './useTypes.ts'

/** What the token is good for: the token response says so where it differs from what was asked (RFC 6749 section 3.3). */
function grantedScope(flow: FlowSession, asked: string): string {
  try {
    const body: unknown = JSON.parse(flow.exchanges.token?.at(-1)?.response?.body ?? '')
    const scope = typeof body === 'object' && body !== null ? Reflect.get(body, 'scope') : undefined
    return typeof scope === 'string' ? scope : asked
  } catch {
    return asked
  }
}

/** Changes to the scope of a flow. */
export const scopeUses: Readonly<Record<string, Use>> = {
  'scope-without-resource': {
    does: 'asks for the configured scope without the values that the resource needs, then uses the token there',
    apply: () => (draft, flow, location) => {
      const needed = flow.env.variant.resource.scope ?? ''
      const asked = scopeWithoutResource(String(resolve('$configured_scope', flow, draft)), needed)
      if (location.step !== 'resource') {
        const params = paramsOf(draft)
        params.set('scope', asked)
        return [(exchange) => (params.sent(exchange, 'scope').includes(asked) ? null : `"scope" was not "${asked}"`)]
      }
      // A server may grant more than was asked for, if it says so; then the token is good for the resource.
      const granted = grantedScope(flow, asked)
      if (covers(granted, needed))
        throw new NotApplicable(`the server granted "${granted}" although only "${asked}" was asked for`)
      return []
    },
  },
}
