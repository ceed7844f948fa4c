import { nextState } from './nextState.ts'
import { StatusError } from './StatusError.ts'
import type { Cutover, Lifecycle, StatusEvent } from './types.ts'

/** An event as it stands in the log. */
export interface LoggedEvent {
  readonly seq: number
  readonly event: StatusEvent
  /** What the actor gave as reason. */
  readonly reason: string
}

/**
 * By time: a run when it finished, everything else when it was written down. What happens in the same millisecond has an
 * order that does not depend on who was first to write: runs last, by their id.
 */
function compare(a: LoggedEvent, b: LoggedEvent): number {
  const [left, right] = [a.event, b.event]
  if (left.at !== right.at) return left.at - right.at
  if (left.kind === 'run' && right.kind === 'run') return left.runId < right.runId ? -1 : 1
  if (left.kind === 'run' || right.kind === 'run') return left.kind === 'run' ? 1 : -1
  return a.seq - b.seq
}

/**
 * Where a record stands after all its events, in the order in which they happened: two runs at once give the same answer
 * whichever is recorded first. Each run counts by the rules it was recorded with. Pure. Null: there is no record.
 */
export function replay(events: readonly LoggedEvent[]): Lifecycle | null {
  let lifecycle: Lifecycle | null = null
  const announced: Cutover[] = []
  for (const { event, reason } of [...events].sort(compare)) {
    if (lifecycle === null && event.kind === 'cutover') {
      announced.push(event.cutover)
      continue
    }
    try {
      const first: boolean = lifecycle === null
      lifecycle = nextState(lifecycle, event, reason)
      if (first) lifecycle = { ...lifecycle, cutovers: announced }
    } catch (error) {
      // It was legal when it was written; a run that finished earlier and came in later may have changed what it met.
      if (!(error instanceof StatusError) || error.code !== 'ILLEGAL_TRANSITION') throw error
    }
  }
  return lifecycle
}
