import { plainestSigning, type SigningChoices } from './signingChoices.ts'

/** How the credentials of the server look: bytes of randomness in another alphabet. */
export type Alphabet = 'base64' | 'base64url' | 'base64url-22' | 'dotted' | 'hex' | 'long' | 'uuid'

/** What FAPI 2.0 and its base specifications leave to a server. Every combination is conformant unless a line says otherwise. */
export interface Choices extends SigningChoices {
  /** Path of the issuer identifier, with or without a final slash. */
  readonly issuerPath: '' | '/' | '/tenant-a' | '/tenant-a/'
  /** Which well-known documents are there. */
  readonly metadataAt: 'both' | 'openid' | 'oauth'
  /** Members that no specification knows in metadata and responses. */
  readonly extraMembers: boolean
  /** Members of the metadata that may be left out. */
  readonly optionalMetadata: boolean
  /**
   * Where client certificates are taken: behind aliases on another port, there under another host name, there with a
   * handshake that fails without one of the right CA, or at every endpoint.
   */
  readonly mutualTls: 'aliases' | 'aliases-other-name' | 'aliases-strict' | 'everywhere'
  readonly tls: '1.2 and 1.3' | '1.3 only'
  readonly resourceAt: 'own host' | 'same host'
  readonly jwks: 'one key' | 'many keys'
  readonly accessTokens: 'jwt' | 'opaque'
  readonly alphabet: Alphabet
  readonly requestUri: 'ietf-urn' | 'own-urn' | 'https'
  /** Lives in seconds. */
  readonly requestUriTtlS: number
  readonly codeTtlS: number
  readonly accessTokenTtlS: number
  /** Seconds by which the resource server takes clocks to differ (RFC 7519 section 4.1.4), for JWT access tokens. */
  readonly leewayS: number
  /** `kept`: left out of refresh responses. `repeated`: the same one in each. `rotated` is a finding by 5.3.2.1 item 9. */
  readonly refresh: 'kept' | 'none' | 'repeated' | 'rotated'
  readonly introspection: 'client' | 'forbidden' | 'none'
  readonly revocation: boolean
  readonly userinfo: 'json' | 'jwt' | 'none'
  /** 302 is against the should of 5.3.2.2 item 11. */
  readonly redirectStatus: 302 | 303
  readonly invalidClientStatus: 400 | 401
  /** `plain`: invalid_request wherever a request is wrong, not the special codes of the extensions. */
  readonly errorCodes: 'plain' | 'precise'
  /** Where parameters of a pushed request are checked (RFC 9126 section 2.1 allows both). */
  readonly parametersCheckedAt: 'authorize' | 'push'
  /** How the authorization endpoint refuses where it may choose. */
  readonly authorizeErrors: 'page' | 'redirect'
  readonly errorPageStatus: 200 | 400 | 403
  readonly errorPage: 'english' | 'german' | 'json' | 'text'
  /** Parameters beside request_uri: ignored or refused. */
  readonly besideRequestUri: 'ignored' | 'refused'
  readonly unregisteredRedirectUris: 'accepted' | 'refused'
  /** `reload`: the same browser may open a spent request_uri again, which is against a should of RFC 9126 section 4. */
  readonly requestUriUse: 'once' | 'reload'
  readonly postToAuthorize: boolean
  readonly tokenType: 'DPoP' | 'dpop'
  readonly scopeInResponse: boolean
  readonly expiresInResponse: boolean
  /** Algorithms taken for DPoP proofs. */
  readonly proofAlgs: readonly string[]
  readonly jtiTracking: boolean
  readonly jsonCharset: boolean
  readonly resourceStatus: 200 | 201
  /** Refusals of the resource: with a JSON body, with the challenge alone, or 400 where a proof is malformed. */
  readonly resourceErrors: '400-for-proofs' | 'bare' | 'body'
  /** What the resource says about requests without a token: `both` schemes are on offer. */
  /** `joined`: both in one header line. */
  readonly challenge: 'both' | 'joined' | 'one'
  readonly challengeError: boolean
  readonly nonces: 'as' | 'both' | 'none' | 'rs'
  /** `rotating`: a new one with every answer, the last thirty are good. `single-use`: each is good once. */
  readonly nonceLife: 'rotating' | 'single-use' | 'stable'
  readonly consent: 'always' | 'never' | 'remembered'
  readonly login: 'one page' | 'two steps'
  readonly language: 'de' | 'en' | 'fr'
  /** Names of the fields of the login form. */
  readonly fields: 'odd' | 'usual'
  /** How the browser gets from the authorization endpoint to the first page; `direct`: it is the answer there. */
  readonly onTheWay: 'direct' | 'meta refresh' | 'redirect' | 'script form'
  readonly loginHost: 'other' | 'same'
  readonly subResources: boolean
  readonly cookieSameSite: 'Lax' | 'Strict'
  /** Where the state of a login in progress is kept: in the address, or in the session of the browser. */
  readonly interaction: 'path' | 'session'
  /** `ended`: users log in for each authorization. `renewed`: the session has another id after each authorization, and the old one is no more. */
  readonly session: 'ended' | 'kept' | 'renewed'
  /** What ends the access tokens that the user gave the same client before: nothing, a new one, or a new consent. */
  readonly activeTokens: 'many' | 'of one consent' | 'one'
  /** URLs of endpoints have a query of their own (RFC 6749 sections 3.1 and 3.2). */
  readonly endpointQuery: boolean
  /** The user has to choose among accounts when agreeing. */
  readonly accountChoice: boolean
  readonly keepAlive: boolean
  readonly chunked: boolean
  readonly delayMs: number
  /** Requests per second above which 429 is answered; 0: no limit. */
  readonly requestsPerSecond: number
  /** Logins after which the account is locked; 0: never. */
  readonly mostLogins: number
  readonly idTokenAlg: 'ES256' | 'EdDSA' | 'PS256'
  /** Further claims in ID tokens and signed responses. */
  readonly idTokenExtras: boolean
}

/** The plainest conformant server. */
export const plainest: Choices = {
  issuerPath: '',
  metadataAt: 'both',
  extraMembers: false,
  optionalMetadata: true,
  mutualTls: 'aliases',
  tls: '1.2 and 1.3',
  resourceAt: 'same host',
  jwks: 'one key',
  accessTokens: 'opaque',
  alphabet: 'base64url',
  requestUri: 'ietf-urn',
  requestUriTtlS: 90,
  codeTtlS: 45,
  accessTokenTtlS: 300,
  leewayS: 0,
  refresh: 'kept',
  introspection: 'client',
  revocation: true,
  userinfo: 'json',
  redirectStatus: 303,
  invalidClientStatus: 401,
  errorCodes: 'precise',
  parametersCheckedAt: 'push',
  authorizeErrors: 'page',
  errorPageStatus: 400,
  errorPage: 'english',
  besideRequestUri: 'ignored',
  unregisteredRedirectUris: 'refused',
  requestUriUse: 'once',
  postToAuthorize: true,
  tokenType: 'DPoP',
  scopeInResponse: true,
  expiresInResponse: true,
  proofAlgs: ['ES256', 'PS256', 'EdDSA'],
  jtiTracking: true,
  jsonCharset: false,
  resourceStatus: 200,
  resourceErrors: 'body',
  challenge: 'one',
  challengeError: true,
  nonces: 'none',
  nonceLife: 'stable',
  consent: 'always',
  login: 'one page',
  language: 'en',
  fields: 'usual',
  onTheWay: 'redirect',
  loginHost: 'same',
  subResources: false,
  cookieSameSite: 'Lax',
  interaction: 'path',
  session: 'kept',
  activeTokens: 'many',
  endpointQuery: false,
  accountChoice: false,
  keepAlive: true,
  chunked: false,
  delayMs: 0,
  requestsPerSecond: 0,
  mostLogins: 0,
  idTokenAlg: 'ES256',
  idTokenExtras: false,
  ...plainestSigning,
}
