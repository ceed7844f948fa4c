/** What FAPI 2.0 Message Signing and its base specifications leave to a server. */
export interface SigningChoices {
  /** Whether signed responses name their key, where there is only one. */
  readonly jwtsNameKey: boolean
  /** `required`: authorization requests have to be signed (FAPI 2.0 Message Signing 5.3). */
  readonly requestObjects: 'none' | 'required'
  /** Where wrong request objects are refused; `authorize` is tolerated, as nobody gains anything until then. */
  readonly requestObjectsCheckedAt: 'authorize' | 'push'
  /** How wrong parameters in a request object are told: as those of a request, or as a wrong request object. */
  readonly wrongParametersAre: 'invalid_request_object' | 'their own code'
  /** Parameters beside a request object: ignored or refused. */
  readonly besideRequestObject: 'ignored' | 'refused'
  /** `once`: jti is needed, and good once per client. */
  readonly requestObjectUse: 'again' | 'once'
  /** `own`: oauth-authz-req+jwt is needed (RFC 9101 section 10.8 allows that). */
  readonly requestObjectTyp: 'any of its kind' | 'own'
  /** RFC 9126 section 3 leaves that to the server. */
  readonly requestObjectIss: 'client' | 'unread'
  /** Seconds by which clocks may differ: 10 have to be accepted, more than 60 refused. */
  readonly requestObjectSkewS: number
  /** The longest life of request objects; the profile has 3600 at most. */
  readonly requestObjectLifeS: number
  readonly requestObjectAlgs: readonly string[]
  /** `jwt`: authorization responses are signed (FAPI 2.0 Message Signing 5.4). */
  readonly responses: 'jwt' | 'plain'
  /** Whether query.jwt, fragment.jwt and form_post.jwt are known beside jwt. */
  readonly jwtModes: 'all' | 'jwt'
  /**
   * What becomes of response modes that are no JWT, and of none at all, where responses are signed. `plain error`: the
   * refusal is a redirect that is not signed, as nobody asked for that.
   */
  readonly otherModes: 'as JWT' | 'plain error' | 'refused'
  readonly responseTtlS: number
  /** aud of signed responses and introspection: the client, alone or in an array. */
  readonly jwtAudience: 'array' | 'text'
  /** typ of signed responses, for which there is no rule. */
  readonly responseTyp: 'JWT' | 'none' | 'own'
  /** Times of JWTs have decimals (RFC 7519 section 2 allows that). */
  readonly fractionsOfSeconds: boolean
  /** Signed introspection responses (RFC 9701): with or without metadata that say so, or whatever the caller accepts. */
  readonly introspectionJwt: 'always' | 'announced' | 'none' | 'unannounced'
  /** Whether media types are written with application/ in front and a parameter behind. */
  readonly mediaTypes: 'long' | 'short'
}

/** The plainest conformant server. */
export const plainestSigning: SigningChoices = {
  jwtsNameKey: true,
  requestObjects: 'none',
  requestObjectsCheckedAt: 'push',
  wrongParametersAre: 'their own code',
  besideRequestObject: 'ignored',
  requestObjectUse: 'again',
  requestObjectTyp: 'any of its kind',
  requestObjectIss: 'unread',
  requestObjectSkewS: 30,
  requestObjectLifeS: 3600,
  requestObjectAlgs: ['PS256', 'ES256', 'EdDSA'],
  responses: 'plain',
  jwtModes: 'jwt',
  otherModes: 'refused',
  responseTtlS: 120,
  jwtAudience: 'text',
  responseTyp: 'none',
  fractionsOfSeconds: false,
  introspectionJwt: 'none',
  mediaTypes: 'short',
}
