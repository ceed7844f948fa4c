import { nextState } from './nextState.ts'
import type { HistoryEntry, Lifecycle, LifecycleEvent } from './types.ts'

function eventOf({ runId, result, partial, waivedUntil }: HistoryEntry, at: number): LifecycleEvent {
  return { kind: 'run', at, runId, result, partial, waivedUntil: waivedUntil === null ? null : Date.parse(waivedUntil) }
}

/**
 * Where a record stands after all its runs, in the order in which they finished: two runs at once give the same answer
 * whichever is recorded first. Each run counts by the rules it was recorded with. Pure.
 * `registeredAt` is Unix epoch in ms.
 */
export function replay(registeredAt: number, runs: readonly HistoryEntry[]): Lifecycle {
  const events = runs
    .map((run) => ({ run, at: Date.parse(run.finishedAt) }))
    .sort((a, b) => a.at - b.at || (a.run.runId < b.run.runId ? -1 : 1))
  const [first] = events
  const anyRules = { validDays: 0, graceDays: 0 }
  // A run is recorded after it finished, so registration may seem to come after it.
  const at = Math.min(registeredAt, first?.at ?? registeredAt)
  const registered = nextState(null, { kind: 'register', at }, anyRules)
  return events.reduce<Lifecycle>((before, { run, at }) => nextState(before, eventOf(run, at), run.rules), registered)
}
