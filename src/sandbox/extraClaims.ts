import type { Dialect } from './dialects/types.ts'

/** Names of the claims that a dialect adds to those of OpenID Connect. */
export const extraClaims = ({ claims = {}, consent }: Dialect): readonly string[] => [
  ...Object.keys(claims),
  ...(consent?.carrier.in === 'claims' ? [consent.carrier.claim] : []),
]
