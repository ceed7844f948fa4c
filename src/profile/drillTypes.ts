import type { DrillAction } from './drillSchema.ts'
import type { ClientTls } from './types.ts'

/** A request at the admin API of an operator. */
export interface AdminRequest {
  readonly method: string
  /** `{client_id}` stands for that of the client. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** Members of the JSON body, with symbols; null: none. */
  readonly body: unknown
}

/** How drills, which change the state of the server, are made at a target. */
export interface DrillConfig {
  /** How long a drill waits for an effect at most, in ms. */
  readonly watchMs: number
  /** Where the runner serves the key set of client1; null: it does not. */
  readonly jwksUri: { readonly url: string; readonly tls: ClientTls | null } | null
  /** By action. */
  readonly actions: Readonly<Partial<Record<DrillAction, AdminRequest>>>
}
