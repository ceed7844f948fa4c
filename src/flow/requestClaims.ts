/** Claims of a request object that are no authorization request parameters (RFC 9101 section 4, RFC 7519 section 4.1). */
const jwtClaims: ReadonlySet<string> = new Set(['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti'])

/** True if the claim of a request object stands for an authorization request parameter. */
export const isParameter = (claim: string): boolean => !jwtClaims.has(claim)

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** Parameters that are no strings inside a request object: RFC 9101 section 4, OpenID Connect Core section 6.1, RFC 9396. */
const types: Readonly<Record<string, (text: string) => unknown>> = {
  max_age: parsed,
  claims: parsed,
  authorization_details: parsed,
}

/** The form value of an authorization request parameter as the claim that carries it. */
export const claimOf = (name: string, value: unknown): unknown =>
  typeof value === 'string' ? (types[name]?.(value) ?? value) : value
