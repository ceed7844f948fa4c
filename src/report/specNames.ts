import type { Requirement } from '../suite/types.ts'

/** Short titles, as the specifications are spoken of. */
const titles: Readonly<Record<string, string>> = {
  'FAPI2-SP': 'FAPI 2.0 Security Profile',
  'FAPI2-MS': 'FAPI 2.0 Message Signing',
  'FAPI2-IMP': 'FAPI 2.0 Implementation Advice',
  'FAPI2-AM': 'FAPI 2.0 Attacker Model',
  OIDCC: 'OpenID Connect Core',
  OIDCD: 'OpenID Connect Discovery',
  RFC5280: 'RFC 5280 (X.509)',
  RFC6749: 'RFC 6749 (OAuth 2.0)',
  RFC6750: 'RFC 6750 (Bearer tokens)',
  RFC7009: 'RFC 7009 (Revocation)',
  RFC7515: 'RFC 7515 (JWS)',
  RFC7517: 'RFC 7517 (JWK)',
  RFC7521: 'RFC 7521 (Assertions)',
  RFC7523: 'RFC 7523 (JWT assertions)',
  RFC7636: 'RFC 7636 (PKCE)',
  RFC7662: 'RFC 7662 (Introspection)',
  RFC8414: 'RFC 8414 (Metadata)',
  RFC8705: 'RFC 8705 (Mutual TLS)',
  RFC8725: 'RFC 8725 (JWT practice)',
  RFC9101: 'RFC 9101 (JAR)',
  RFC9110: 'RFC 9110 (HTTP)',
  RFC9126: 'RFC 9126 (PAR)',
  RFC9207: 'RFC 9207 (iss parameter)',
  RFC9325: 'RFC 9325 (BCP 195, TLS)',
  RFC9449: 'RFC 9449 (DPoP)',
  RFC9525: 'RFC 9525 (TLS identity)',
  RFC9700: 'RFC 9700 (OAuth practice)',
  RFC9701: 'RFC 9701 (JWT introspection)',
}

/** `RFC9126` -> `RFC 9126 (PAR)`; a specification that the table lacks keeps its own name. */
export function specName(spec: string): string {
  return (Object.hasOwn(titles, spec) ? titles[spec] : undefined) ?? spec.replace(/^RFC(\d)/, 'RFC $1')
}

/** `RFC 9126, section 2.3`. */
export function clauseName({ spec, clause }: Requirement): string {
  const name = specName(spec).replace(/ \(.*\)$/, '')
  return clause === '' ? name : `${name}, ${/^\d/.test(clause) ? 'section ' : ''}${clause}`
}
