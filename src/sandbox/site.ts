import type { Provider } from 'oidc-provider'
import type { ApiWorld } from './apiWorld.ts'
import type { Credentials } from './credentials.ts'
import type { Dialect } from './dialects/types.ts'
import type { Lifecycle } from './lifecycle.ts'
import type { NonceSource } from './nonces.ts'
import type { ReplayCache } from './replayCache.ts'
import type { SandboxDirectory } from './sandboxDirectory.ts'
import type { Store } from './store.ts'
import type { Strict } from './strict.ts'
import type { TokenForm } from './tokenForm.ts'

/** What all requests of one running sandbox share. */
export interface Site {
  readonly issuer: string
  readonly mtlsOrigin: string
  readonly strict: Strict
  readonly credentials: Credentials
  readonly store: Store
  /** How this sandbox uses FAPI 2.0. */
  readonly dialect: Dialect
  readonly world: ApiWorld
  readonly provider: Provider
  readonly tokenForm: TokenForm
  readonly login: 'forms' | 'javascript'
  /** Null where no DPoP nonces are demanded. */
  readonly nonces: { readonly as: NonceSource | null; readonly rs: NonceSource | null }
  readonly replays: {
    readonly assertions: ReplayCache
    readonly asProofs: ReplayCache
    readonly rsProofs: ReplayCache
  }
  readonly ttl: SiteTtl
  /** Redirect URIs that a defect let pass, so that the library lets them pass as well. */
  readonly passedRedirectUris: Set<string>
  /** Id of the access token that a handed-out introspection JWT is about; filled only for the defect that uses it. */
  readonly introspected: Map<string, string>
  /** What changes about clients and keys; null: nothing. */
  readonly lifecycle: Lifecycle | null
  /** The trust directory that is served; null: none. */
  readonly directory: SandboxDirectory | null
  /** Clock in Unix s. */
  readonly nowS: () => number
}

/** Lives in s. */
export interface SiteTtl {
  readonly accessToken: number
  readonly code: number
  readonly requestUri: number
}
