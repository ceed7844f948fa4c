/** A request that the sandbox itself refuses, before or instead of the library. */
export class Refusal extends Error {
  readonly status: number
  /** OAuth error code. */
  readonly code: string
  readonly headers: readonly (readonly [string, string])[]

  constructor(status: number, code: string, description: string, headers: readonly (readonly [string, string])[] = []) {
    super(description)
    this.name = 'Refusal'
    this.status = status
    this.code = code
    this.headers = headers
  }
}

/** RFC 6749 section 5.2: the request is malformed. */
export function invalidRequest(description: string): Refusal {
  return new Refusal(400, 'invalid_request', description)
}

/** RFC 6749 section 5.2: client authentication failed. */
export function invalidClient(description: string): Refusal {
  return new Refusal(401, 'invalid_client', description)
}

/** RFC 6749 section 5.2: code or refresh token is invalid, expired, revoked or another client's. */
export function invalidGrant(description: string): Refusal {
  return new Refusal(400, 'invalid_grant', description)
}
