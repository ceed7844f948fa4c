import type { IncomingMessage, ServerResponse } from 'node:http'

/** The part of a Koa context that the sandbox uses. */
export interface Context {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  readonly path: string
  readonly originalUrl: string
  /** `scheme://host/path?query` as the client asked for it. */
  readonly href: string
  readonly host: string
  readonly state: Record<string, unknown>
  readonly response: { get(name: string): string }
  method: string
  url: string
  status: number
  type: string
  body: unknown
  /** The type that fits the Accept header best, the first of equals; false if none does. */
  accepts(...types: string[]): string | false
  get(name: string): string
  set(name: string, value: string | string[]): void
  append(name: string, value: string): void
  remove(name: string): void
  redirect(url: string): void
}

/** A library context while one of its own endpoints runs. */
export interface LibraryContext extends Context {
  readonly oidc: OidcContext
}

/** What the library knows about the request it works on. */
export interface OidcContext {
  readonly route: string
  readonly params: Record<string, string | undefined> | undefined
  readonly client: { readonly clientId: string } | undefined
  readonly result: { readonly consent?: { readonly grantId?: string } } | undefined
  readonly entities: {
    readonly PushedAuthorizationRequest?: { readonly jti: string }
    readonly Interaction?: { readonly parJti?: string }
  }
}

export type Next = () => Promise<void>
export type Middleware = (ctx: Context, next: Next) => Promise<void>
