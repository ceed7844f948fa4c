import type { AdminRequest } from '../profile/drillTypes.ts'
import type { WireRequest } from '../wire/types.ts'

/** Values of the symbols that a body may hold; null: the drill has none. */
export type DrillValues = Readonly<Record<string, unknown>>

/** A symbol for which the drill has no value. */
export class NoValue extends Error {
  constructor(symbol: string) {
    super(`this drill has no value for ${symbol}`)
    this.name = 'NoValue'
  }
}

function filled(value: unknown, values: DrillValues): unknown {
  if (typeof value === 'string' && value.startsWith('$')) {
    const found = values[value]
    if (found === undefined || found === null) throw new NoValue(value)
    return found
  }
  if (Array.isArray(value)) return value.map((one) => filled(one, values))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, filled(one, values)]))
}

/** The request at the admin API of an operator, symbols filled in. @throws NoValue */
export function adminRequest(action: AdminRequest, clientId: string, values: DrillValues): WireRequest {
  const body = action.body === null ? null : JSON.stringify(filled(action.body, values))
  return {
    method: action.method,
    url: action.url.replaceAll('{client_id}', encodeURIComponent(clientId)),
    headers: [
      ['accept', 'application/json'],
      ...(body === null ? [] : [['content-type', 'application/json'] as const]),
      ...Object.entries(action.headers),
    ],
    ...(body === null ? {} : { body }),
  }
}
