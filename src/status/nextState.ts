import type { Outcome } from '../verdict/types.ts'
import { StatusError } from './StatusError.ts'
import type { Lifecycle, LifecycleEvent, LifecycleState, StatusRules } from './types.ts'

const DAY_MS = 86_400_000

/**
 * Where a run's result leads from each state; a conformant run of the whole plan leads to `conformant` from
 * everywhere, or to `conditional` where it was conformant only by waivers.
 */
const AFTER_RUN: Readonly<Record<LifecycleState, Readonly<Record<Exclude<Outcome, 'conformant'>, LifecycleState>>>> = {
  registered: { 'non-conformant': 'testing', incomplete: 'testing' },
  testing: { 'non-conformant': 'testing', incomplete: 'testing' },
  // A run that could not decide proves nothing against an earlier answer.
  conformant: { 'non-conformant': 'conditional', incomplete: 'conformant' },
  conditional: { 'non-conformant': 'conditional', incomplete: 'conditional' },
  expired: { 'non-conformant': 'expired', incomplete: 'expired' },
}

const date = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

/** The moment at which a record expires by itself; null if it does not. */
export function expiryOf(lifecycle: Lifecycle): number | null {
  const { state, due, validUntil } = lifecycle
  if (state !== 'conformant' && state !== 'conditional') return null
  const ends = [due, validUntil].filter((end) => end !== null)
  return ends.length === 0 ? null : Math.min(...ends)
}

/** The record as it stands at `now` (epoch ms): `expired` once its validity or its due date has passed. Pure. */
export function stateAt(lifecycle: Lifecycle, now: number): Lifecycle {
  const expiry = expiryOf(lifecycle)
  if (expiry === null || now <= expiry) return lifecycle
  const reason =
    expiry === lifecycle.due
      ? `no conformant run came before the due date ${date(expiry)}`
      : `the validity of the last conformant run ended on ${date(expiry)}`
  return { ...lifecycle, state: 'expired', since: expiry, due: null, reason }
}

function refuse(lifecycle: Lifecycle | null, event: LifecycleEvent, why: string): never {
  const state = lifecycle === null ? 'not registered' : `"${lifecycle.state}"`
  throw new StatusError('ILLEGAL_TRANSITION', `"${event.kind}" cannot happen to a record that is ${state}: ${why}`)
}

function afterRun(before: Lifecycle, event: LifecycleEvent & { kind: 'run' }, rules: StatusRules): Lifecycle {
  const { at, runId, partial, waivedUntil } = event
  const result = partial && event.result === 'conformant' ? 'incomplete' : event.result
  const validUntil = at + rules.validDays * DAY_MS
  if (result === 'conformant' && waivedUntil !== null) {
    const since = before.state === 'conditional' ? before.since : at
    const due = date(waivedUntil)
    const reason = `run ${runId} was conformant but for known failures; the first of their waivers ends on ${due}`
    return { state: 'conditional', since, validUntil, due: waivedUntil, reason }
  }
  if (result === 'conformant') {
    const since = before.state === 'conformant' ? before.since : at
    const reason = `run ${runId} was conformant; valid until ${date(validUntil)}`
    return { state: 'conformant', since, validUntil, due: null, reason }
  }
  const state = AFTER_RUN[before.state][result]
  const since = state === before.state ? before.since : at
  if (state === 'conditional' && result === 'non-conformant') {
    const due = at + rules.graceDays * DAY_MS
    // A later failure never gives more time; it may give less than the waivers of an earlier run did.
    if (before.due !== null && before.due <= due) return before
    const reason = `run ${runId} was not conformant; a conformant run is due by ${date(due)}`
    return { ...before, state, since, due, reason }
  }
  if (state === before.state && state !== 'testing') return before
  const undecided = partial ? 'covered only a part of the plan' : 'could not decide'
  return {
    ...before,
    state,
    since,
    reason: `run ${runId} ${result === 'incomplete' ? undecided : 'was not conformant'}`,
  }
}

/**
 * The rule by which a record's state moves; pure, knows no store and no clock.
 * `lifecycle` is null before registration. Expiry that came before the event is applied first.
 * Throws `StatusError` `ILLEGAL_TRANSITION` for an event that cannot happen in this state.
 */
export function nextState(lifecycle: Lifecycle | null, event: LifecycleEvent, rules: StatusRules): Lifecycle {
  if (event.kind === 'register') {
    if (lifecycle !== null) refuse(lifecycle, event, 'it is registered already')
    return { state: 'registered', since: event.at, validUntil: null, due: null, reason: 'registered, no run yet' }
  }
  if (lifecycle === null) refuse(lifecycle, event, 'register it first')
  const now = stateAt(lifecycle, event.at)
  if (event.kind === 'run') return afterRun(now, event, rules)
  if (lifecycle.state === 'expired') refuse(lifecycle, event, 'it has expired already')
  const expiry = expiryOf(lifecycle)
  if (expiry === null) refuse(lifecycle, event, 'this state has no end')
  if (now.state !== 'expired') refuse(lifecycle, event, `it is valid until ${date(expiry)}`)
  return now
}
