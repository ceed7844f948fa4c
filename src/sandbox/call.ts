import type { X509Certificate } from 'node:crypto'
import type { SandboxClient } from './credentials.ts'
import type { Form } from './form.ts'
import type { Context } from './koa.ts'

/** What an access token is bound to: a DPoP key (RFC 9449) or a certificate (RFC 8705). */
export type Binding = { readonly jkt: string } | { readonly 'x5t#S256': string }

/** What the sandbox knows about the request it is answering. */
export interface Call {
  /** Unix s at arrival. */
  readonly now: number
  /** Client certificate of the connection. */
  readonly certificate: X509Certificate | null
  /** The method as it came; a defect may serve another one as POST. */
  readonly sentMethod: string
  /** The body as it came. */
  readonly bodyText: string
  /** The form as it came, or the query if a defect serves it. */
  readonly sentForm: Form
  /** What the library will be given; changed on the way. */
  form: Form
  /** Set once the client has authenticated. */
  client: SandboxClient | null
  /** Certificate that the library is shown; differs from `certificate` only if a defect let a request pass. */
  libraryCertificate: X509Certificate | null
  /** What the tokens of this token request will be bound to. */
  binding: Binding | null
  /** What a defect let pass and the library must not see. */
  readonly overlooked: { client?: true; pkce?: true }
}

/** The sandbox's own state of a request. @throws Error if the request did not come through the sandbox's front */
export function callOf(ctx: Context): Call {
  const call = ctx.state.call
  if (call === undefined) throw new Error('the request has no call; it did not come through the front')
  return call as Call
}
