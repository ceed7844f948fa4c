// The library ships no types. Only what the sandbox uses is declared.
declare module 'oidc-provider' {
  import type { EventEmitter } from 'node:events'
  import type { IncomingMessage, ServerResponse } from 'node:http'

  export interface StoredModel {
    jti: string
    exp?: number
    save(ttl?: number): Promise<string>
  }

  export interface ModelClass<Instance> {
    new (properties: Record<string, unknown>): Instance
    readonly prototype: Instance
    find(id: string): Promise<Instance | undefined>
  }

  export interface BoundToken extends StoredModel {
    jkt?: string | undefined
    'x5t#S256'?: string | undefined
    clientId: string
    accountId?: string
    scope?: string
    generateTokenId(): string
  }

  export interface GrantModel extends StoredModel {
    addOIDCScope(scope: string): void
    addOIDCClaims(claims: readonly string[]): void
  }

  export interface InteractionDetails {
    readonly uid: string
    readonly prompt: {
      readonly name: string
      readonly details: { readonly missingOIDCScope?: string[]; readonly missingOIDCClaims?: string[] }
    }
    readonly params: Record<string, string | undefined>
    readonly session?: { readonly accountId: string }
    readonly grantId?: string
    /** Id of the pushed request that it is about. */
    readonly parJti?: string
  }

  export interface ClientModel {
    readonly clientId: string
    readonly clientName?: string
    readonly redirectUris: readonly string[]
    redirectUriAllowed(uri: string): boolean
  }

  export class Provider extends EventEmitter {
    constructor(issuer: string, configuration: Record<string, unknown>)
    readonly issuer: string
    silent: boolean
    callback(): (req: IncomingMessage, res: ServerResponse) => Promise<void>
    use(middleware: (ctx: never, next: () => Promise<void>) => Promise<void>): this
    interactionDetails(req: IncomingMessage, res: ServerResponse): Promise<InteractionDetails>
    interactionResult(
      req: IncomingMessage,
      res: ServerResponse,
      result: Record<string, unknown>,
      options?: { mergeWithLastSubmission?: boolean },
    ): Promise<string>
    readonly AccessToken: ModelClass<BoundToken>
    readonly ClientCredentials: ModelClass<BoundToken>
    readonly AuthorizationCode: ModelClass<BoundToken>
    readonly RefreshToken: ModelClass<BoundToken>
    readonly PushedAuthorizationRequest: ModelClass<BoundToken>
    readonly Grant: ModelClass<GrantModel>
    readonly Client: { find(id: string): Promise<ClientModel | undefined>; readonly prototype: ClientModel }
    static readonly ctx: unknown
  }
  export default Provider

  export const errors: {
    readonly InvalidRequest: new (description: string) => Error
  }
}
