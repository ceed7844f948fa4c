import { decodeJwt } from './jwt.ts'

export type Params = readonly (readonly [name: string, value: string])[]

/** All values of a parameter. */
export const valuesOf = (params: Params, name: string): string[] =>
  params.filter(([param]) => param === name).map(([, value]) => value)

/** Parameters in a fragment. A server that takes a redirect URI with a fragment may write them behind it: `#part?code=...`. */
const fragmentParams = (hash: string): string => hash.slice(hash.indexOf('?') + 1 || 1)

/**
 * Parameters of an authorization response URL, of query and fragment; those of the JWT inside go before (JARM section 2.1),
 * but what stands beside it reaches the client, too. Empty for a text that is not a URL. Relative URLs, as in a `Location`
 * header, are fine.
 */
export function authorizationParams(url: string): Params {
  if (!URL.canParse(url, 'https://base.example/')) return []
  const parsed = new URL(url, 'https://base.example/')
  const params = [...parsed.searchParams, ...new URLSearchParams(fragmentParams(parsed.hash))]
  const decoded = decodeJwt(params.find(([name]) => name === 'response')?.[1])
  if (!decoded.ok) return params
  // A claim of that name is none of the parameters, and not what was just taken apart.
  const inside = Object.entries(decoded.jwt.claims)
    .filter(([name]) => name !== 'response')
    .map(([name, value]): readonly [string, string] => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ])
  const beside = params.filter(([name]) => name !== 'response' && decoded.jwt.claims[name] === undefined)
  return [...inside, ...beside]
}
