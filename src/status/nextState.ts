import { outdates, stateAt } from './deadlines.ts'
import { StatusError } from './StatusError.ts'
import { decisionsFrom, follow, type Mover } from './transitions.ts'
import type { Lifecycle, LifecycleState, RunEvent, StatusEvent } from './types.ts'

const DAY_MS = 86_400_000

const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

/** Nothing known yet; `registered` in name only until an event has made it. */
const BLANK: Omit<Lifecycle, 'state' | 'since' | 'reason'> = {
  registeredAt: null,
  validUntil: null,
  due: null,
  certified: null,
  credentials: [],
  cutovers: [],
  change: null,
}

function refuse(state: LifecycleState | null, what: string, why: string): never {
  const where = state === null ? 'that does not exist' : `that is "${state}"`
  throw new StatusError('ILLEGAL_TRANSITION', `${what} cannot happen to a record ${where}: ${why}`)
}

function allowedFrom(state: LifecycleState): string {
  const allowed = decisionsFrom(state)
  return allowed.length === 0
    ? 'only a new registration leads on from there'
    : `from there it can be set to ${allowed.map((to) => `"${to}"`).join(', ')}`
}

/** Into the state that the table names; `since` stays where the state does. */
function move(before: Lifecycle, to: LifecycleState, at: number, reason: string): Lifecycle {
  return { ...before, state: to, since: to === before.state ? before.since : at, reason }
}

/** Without what its conformity stood on. */
const unproven = (lifecycle: Lifecycle): Lifecycle => ({
  ...lifecycle,
  validUntil: null,
  due: null,
  certified: null,
  change: null,
})

/** Why a conformant run cannot certify this record; null: it can. */
function objectionTo(run: RunEvent, { registeredAt, cutovers }: Lifecycle): string | null {
  if (run.objection !== null) return run.objection
  if (run.observedBy !== 'operator') return 'only a run that an operator observed certifies'
  if (registeredAt === null || registeredAt > run.at) return 'the application was not registered when it finished'
  const certified = { runId: run.runId, at: run.at, profileDigest: run.profileDigest, serverDigest: null }
  const late = cutovers.find((cutover) => cutover.at <= run.at && outdates(cutover, certified))
  return late === undefined ? null : `since ${day(late.at)} only runs of the new version of the profile count`
}

function certify(before: Lifecycle, run: RunEvent): Lifecycle {
  const waived = run.waivedUntil === null ? null : Date.parse(run.waivedUntil)
  const to = follow(before.state, waived === null ? 'certifying run' : 'certifying run with waivers')
  if (to === null) return before
  const validUntil = run.at + Math.round(run.rules.validDays * DAY_MS)
  const reason =
    waived === null
      ? `run ${run.runId} was conformant; valid until ${day(validUntil)}`
      : `run ${run.runId} was conformant but for known failures; the first of their waivers ends on ${day(waived)}`
  const { runId, at, profileDigest, serverDigest } = run
  const certified = { runId, at, profileDigest, serverDigest }
  return { ...move(before, to, at, reason), validUntil, due: waived, certified, change: null }
}

/** A run that does not certify, with what it says against the record. */
function uncertified(before: Lifecycle | null, run: RunEvent, objection: string | null): Lifecycle {
  const failed = run.result === 'non-conformant'
  const blank: Lifecycle = { ...BLANK, state: 'testing', since: run.at, reason: '' }
  const mover: Mover = failed ? 'failed run' : 'other run'
  const from = before ?? blank
  const said =
    run.result === 'conformant'
      ? `was conformant, but ${objection}`
      : failed
        ? 'was not conformant'
        : 'could not decide'
  const to = before === null ? follow(null, mover) : (follow(before.state, mover) ?? before.state)
  if (to === 'conditional' && failed) {
    const due = run.at + Math.round(run.rules.graceDays * DAY_MS)
    // A later failure never gives more time; it may give less than the waivers of an earlier run did.
    if (from.due !== null && from.due <= due) return from
    const reason = `run ${run.runId} was not conformant; a certifying run is due by ${day(due)}`
    return { ...move(from, to, run.at, reason), due }
  }
  if (to !== 'testing') return from
  return move(from, to, run.at, `run ${run.runId} ${said}`)
}

/** A run of another server than the one that was certified is a change at the application. */
function noteChange(before: Lifecycle, run: RunEvent): Lifecycle {
  const known = before.certified?.serverDigest ?? null
  if (known === null || run.serverDigest === null || run.serverDigest === known || before.change !== null) return before
  return { ...before, change: { at: run.at, what: `run ${run.runId} met other server metadata` } }
}

function afterRun(before: Lifecycle | null, run: RunEvent): Lifecycle {
  if (before === null) {
    const objection = run.objection ?? 'the application was not registered when it finished'
    return uncertified(null, run, objection)
  }
  const now = stateAt(before, run.at)
  if (run.result !== 'conformant') return noteChange(uncertified(now, run, null), run)
  const objection = objectionTo(run, now)
  return objection === null ? certify(now, run) : noteChange(uncertified(now, run, objection), run)
}

function afterRegistration(before: Lifecycle | null, at: number): Lifecycle {
  const registered = { state: 'registered' as const, since: at, registeredAt: at, reason: 'registered, no run yet' }
  if (before === null) return { ...BLANK, ...registered }
  const tested = before.registeredAt === null && before.state === 'testing'
  if (tested) return { ...before, ...registered, reason: 'registered; the runs before do not count' }
  const to = follow(before.state, 'registration')
  if (to === null) {
    const why = before.state === 'revoked' ? 'offboard it first' : 'it is registered already'
    refuse(before.state, 'a registration', why)
  }
  return { ...BLANK, ...registered, cutovers: before.cutovers, reason: 'registered again, no run yet' }
}

function afterCredential(before: Lifecycle, event: StatusEvent & { kind: 'credential-issued' }): Lifecycle {
  const { credential, replaces, at } = event
  if (before.state === 'revoked' || before.state === 'offboarded')
    refuse(before.state, 'issuing a credential', allowedFrom(before.state))
  if (replaces !== null && !before.credentials.some(({ id }) => id === replaces))
    refuse(before.state, `replacing credential "${replaces}"`, `${inUse(before)}`)
  const kept = before.credentials.filter(({ id }) => id !== replaces && id !== credential.id)
  const to = follow(before.state, 'credential issued')
  const after = { ...before, credentials: [...kept, credential] }
  return to === null ? after : move(after, to, at, `${credential.type} "${credential.id}" was issued, no run yet`)
}

function inUse({ credentials }: Lifecycle): string {
  return credentials.length === 0
    ? 'no credential is in use'
    : `in use: ${credentials.map(({ id }) => `"${id}"`).join(', ')}`
}

function afterRevocation(before: Lifecycle, at: number, revoked: string): Lifecycle {
  if (!before.credentials.some(({ id }) => id === revoked))
    refuse(before.state, `revoking credential "${revoked}"`, inUse(before))
  const credentials = before.credentials.filter(({ id }) => id !== revoked)
  const after = { ...before, credentials }
  const to = credentials.length === 0 ? follow(before.state, 'last credential revoked') : null
  if (to === null) return after
  const moved = move(after, to, at, `its last credential "${revoked}" was revoked`)
  return to === 'suspended' ? unproven(moved) : moved
}

/** States in which nothing remains of what was shown before. */
const EMPTYING: readonly LifecycleState[] = ['testing', 'suspended', 'revoked', 'offboarded']

function afterDecision(before: Lifecycle, event: StatusEvent & { kind: 'decision' }, reason: string): Lifecycle {
  const { at, to, due } = event
  const what = `setting it to "${to}"`
  if (before.registeredAt === null) refuse(before.state, what, 'it is not registered; register it first')
  if (follow(before.state, 'decision', to) === null) {
    const why = to === 'conformant' ? 'only a conformant run that an operator observed leads there; ' : ''
    refuse(before.state, what, `${why}${allowedFrom(before.state)}`)
  }
  const timed = to === 'conditional' || to === 'in-revision'
  if (timed && due === null) refuse(before.state, what, 'it needs a due date')
  if (!timed && due !== null) refuse(before.state, what, 'it takes no due date')
  if (due !== null && due <= at) refuse(before.state, what, `its due date ${day(due)} has passed already`)
  const moved = { ...move(before, to, at, reason), due }
  const emptied = EMPTYING.includes(to) ? unproven(moved) : moved
  return to === 'offboarded' ? { ...emptied, credentials: [] } : emptied
}

function afterDirectory(before: Lifecycle, at: number, standing: 'active' | 'inactive', reason: string): Lifecycle {
  const to = standing === 'inactive' ? follow(before.state, 'directory: inactive') : null
  return to === null ? before : unproven(move(before, to, at, `the trust directory says inactive: ${reason}`))
}

/**
 * The rule by which a record's state moves; pure, knows no store and no clock. `before` is null where there is no record;
 * what time did until the event is applied first. `reason` is what the actor gave.
 * Throws `StatusError` `ILLEGAL_TRANSITION` for an event that cannot happen in this state, and says what can.
 */
export function nextState(before: Lifecycle | null, event: StatusEvent, reason: string): Lifecycle {
  if (event.kind === 'run') return afterRun(before, event)
  const now = before === null ? null : stateAt(before, event.at)
  if (event.kind === 'registration') return afterRegistration(now, event.at)
  if (now === null) refuse(null, `"${event.kind}"`, 'register it first ("assay status register")')
  if (event.kind === 'cutover') return { ...now, cutovers: [...now.cutovers, event.cutover] }
  if (event.kind === 'decision') return afterDecision(now, event, reason)
  if (now.registeredAt === null) refuse(now.state, `"${event.kind}"`, 'it is not registered; register it first')
  if (event.kind === 'credential-issued') return afterCredential(now, event)
  if (event.kind === 'credential-revoked') return afterRevocation(now, event.at, event.id)
  if (event.kind === 'directory') return afterDirectory(now, event.at, event.standing, reason)
  return now.certified === null ? now : { ...now, change: now.change ?? { at: event.at, what: event.what } }
}
