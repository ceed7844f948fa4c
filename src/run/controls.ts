import { partyAt, type StepOutcome } from '../checks/stepOutcome.ts'
import type { Attribution, Trace } from '../checks/types.ts'
import { type FlowEnvironment, type FlowSession, newFlow } from '../flow/session.ts'
import { type Samples, traceOf } from '../flow/trace.ts'
import type { Session as BrowserSession } from '../login/types.ts'
import type { StepName } from '../suite/types.ts'
import { requiredPath } from './path.ts'
import { type Walk, walk } from './walk.ts'

/** Where an honest flow ended before its time. */
export interface Stop {
  /** A step of the flow, or `consent:<id>`. */
  readonly step: string
  readonly detail: string
  readonly attributed: Attribution
}

/** The honest flow of one client: what every refusal is measured against. */
export interface Control {
  readonly flow: FlowSession
  readonly outcomes: ReadonlyMap<StepName, StepOutcome>
  /** null: every step that the grant needs was accepted. */
  readonly stop: Stop | null
}

/** Steps beyond the required ones; each may be missing without stopping the flow. */
const optionalSteps: readonly StepName[] = ['userinfo', 'introspect', 'introspect_jwt', 'refresh', 'revoke']

function stopOf({ steps, problem, consent }: Walk, path: readonly StepName[]): Stop | null {
  if (consent) return consent
  const last = steps.at(-1)
  if (last && last.outcome.kind !== 'accepted') {
    const { detail, attributed, later } = last.outcome
    // An overloaded server is no more at fault than a network that is down.
    return { step: last.step, detail, attributed: later ? 'network' : (attributed ?? partyAt(last.step)) }
  }
  if (problem === null) return null
  return { step: path[steps.length] ?? 'par', detail: problem, attributed: 'as' }
}

/** For flows without waits. */
export const noPause = async (): Promise<void> => {}

/**
 * Walks the honest flow of a client, then the optional steps that the server offers (`extras`).
 * `id` labels its exchanges.
 */
export async function runControl(
  env: FlowEnvironment,
  client: string,
  id: string,
  browser: BrowserSession | null,
  extras: boolean,
): Promise<Control> {
  const flow = newFlow(env, id, client, browser)
  const { unread } = env.server
  // Without metadata no step knows where to go; what keeps them away is the reason, not the first step that has no URL.
  if (unread) return { flow, outcomes: new Map(), stop: { step: 'discovery', ...unread } }
  const path = requiredPath(env.variant.variant.grant)
  const required = await walk(flow, path, null, noPause)
  const outcomes = new Map(required.steps.map((s) => [s.step, s.outcome]))
  const stop = stopOf(required, path)
  if (!stop && extras) {
    for (const step of optionalSteps) {
      if (step === 'userinfo' && !env.variant.variant.openid) continue
      const extra = await walk(flow, [step], null, noPause)
      for (const s of extra.steps) outcomes.set(s.step, s.outcome)
    }
  }
  return { flow, outcomes, stop }
}

/** True if the server accepted that step from this client. */
export const accepted = (control: Control, step: StepName): boolean => control.outcomes.get(step)?.kind === 'accepted'

/** The control's exchanges and values as checks want them; `honest` is the walk without accommodations. */
export function controlTrace(control: Control, samples: Samples, other: Trace | null, honest: Control): Trace {
  return { ...traceOf(control.flow, samples, other), stopped: honest.stop }
}
