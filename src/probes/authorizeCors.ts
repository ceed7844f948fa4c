import type { Answer } from '../checks/types.ts'
import { noAnswer, plainRequest, valuesOf } from './ask.ts'
import type { Probe } from './types.ts'

const origin = 'https://foreign.example'

interface CorsQuestion {
  readonly method: 'GET' | 'OPTIONS'
  readonly headers: readonly (readonly [string, string])[]
}

/** FAPI 2.0 Security Profile 5.2.3-3: no response of the authorization endpoint lets scripts of another site read it. */
const withoutCors =
  ({ method, headers }: CorsQuestion): Probe =>
  async (context) => {
    const { authorization_endpoint: endpoint } = context.metadata
    if (typeof endpoint !== 'string' || !URL.canParse(endpoint))
      return [{ kind: 'unknown', reason: 'the metadata has no "authorization_endpoint"', attributed: 'as' }]
    const url = new URL(endpoint)
    url.searchParams.set('client_id', context.honest.client.id)
    const exchange = await context.wire.send(
      plainRequest(method, url.href, [['origin', origin], ...headers], null),
      context.label('authorize'),
    )
    const silent = noAnswer(exchange, 'as')
    if (silent) return [silent]
    const allowed = valuesOf(exchange, 'access-control-allow-origin')
    const answer: Answer = {
      kind: allowed.length === 0 ? 'yes' : 'no',
      expected: `no Access-Control-Allow-Origin in the response to ${method} with an Origin`,
      observed: `status ${exchange.response?.status}, ${allowed.length === 0 ? 'no such header' : `Access-Control-Allow-Origin: ${allowed.join(', ')}`}`,
      exchanges: [exchange.id],
    }
    return [answer]
  }

export const noCorsOnSimpleRequest: Probe = withoutCors({ method: 'GET', headers: [['accept', 'text/html']] })

export const noCorsOnPreflight: Probe = withoutCors({
  method: 'OPTIONS',
  headers: [
    ['access-control-request-method', 'GET'],
    ['access-control-request-headers', 'authorization'],
  ],
})
