import type { Sent } from '../flow/send.ts'
import type { Actor, FlowSession } from '../flow/session.ts'
import type { VisitOutcome } from '../login/types.ts'
import type { StepName } from '../suite/types.ts'
import type { Exchange } from '../wire/types.ts'
import type { Apply, Proof } from './verbs.ts'

/** What a use remembers between its parts during one walk. */
export type Memory = Map<string, string>

/** A step that the use makes in its own way: the exchange or visit that is judged, and proofs of delivery. */
export interface Performed {
  readonly exchange: Exchange
  readonly visit: VisitOutcome | null
  readonly proofs: readonly Proof[]
}

/** A named change that the verbs cannot express. */
export interface Use {
  /** What it does, for `assay explain`. */
  readonly does: string
  /** Done once before the flow begins, to what the whole flow is made with. */
  readonly prepare?: (flow: FlowSession) => void
  /** Done once before the step's own request goes out. */
  readonly before?: (flow: FlowSession, step: StepName, actor: Actor, memory: Memory) => Promise<void>
  /** Changes the step's draft. */
  readonly apply?: (memory: Memory) => Apply
  /** Makes the step altogether; null: it could not be made. */
  readonly perform?: (flow: FlowSession, step: StepName) => Promise<Performed | null>
  /** It spends or revokes the token, so that it needs one of its own. */
  readonly ownToken?: true
  /** It changes nothing that the specifications allow to differ: what it shows is what other cases lean on. */
  readonly honest?: true
}

/** The exchange of a step that was accepted with status 2xx. */
export const succeeded = (sent: Sent | null): boolean => {
  const status = sent?.exchange.response?.status ?? 0
  return status >= 200 && status < 300
}
