import type { Cutover, Deadline, Lifecycle } from './types.ts'

const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

const IN_FORCE = ['conformant', 'conditional', 'in-revision']

function ofValidity({ validUntil, due }: Lifecycle): Deadline[] {
  return [
    ...(due === null ? [] : [{ at: due, reason: `a certifying run is due by ${day(due)}`, ends: true }]),
    ...(validUntil === null
      ? []
      : [{ at: validUntil, reason: `the validity of the last certifying run ends on ${day(validUntil)}`, ends: true }]),
  ]
}

function ofCredentials({ credentials }: Lifecycle): Deadline[] {
  // The application can still authenticate with what is left: only the last one of its type ends its conformity.
  const lastOf = (type: string): number =>
    Math.max(...credentials.filter((one) => one.type === type).map(({ expires }) => expires ?? Infinity))
  return credentials.flatMap(({ id, type, expires, rotateBy }) => [
    ...(expires === null
      ? []
      : [{ at: expires, reason: `${type} "${id}" expires on ${day(expires)}`, ends: expires === lastOf(type) }]),
    ...(rotateBy === null
      ? []
      : [{ at: rotateBy, reason: `${type} "${id}" has to be rotated by ${day(rotateBy)}`, ends: false }]),
  ])
}

/** True if the run that certified a record does not count any more from the cut-over on. */
export function outdates(cutover: Cutover, certified: Lifecycle['certified']): boolean {
  if (certified === null) return false
  return cutover.digest === null ? certified.at < cutover.at : certified.profileDigest !== cutover.digest
}

/**
 * All that has to be done about a record at some time, earliest first. Only a record whose conformity is in force has
 * such times; an expired one is due since it expired.
 */
export function deadlinesOf(lifecycle: Lifecycle): readonly Deadline[] {
  const { state, since, certified, cutovers, change, reason } = lifecycle
  if (state === 'expired') return [{ at: since, reason, ends: false }]
  if (!IN_FORCE.includes(state)) return []
  const found = [
    ...ofValidity(lifecycle),
    ...ofCredentials(lifecycle),
    ...cutovers
      .filter((cutover) => outdates(cutover, certified))
      .map(({ at }) => ({
        at,
        reason: `from ${day(at)} on only runs of the new version of the profile count`,
        ends: true,
      })),
    ...(change === null
      ? []
      : [{ at: change.at, reason: `changed on ${day(change.at)}: ${change.what}`, ends: false }]),
  ]
  return found.sort((a, b) => a.at - b.at || Number(b.ends) - Number(a.ends))
}

/** What is due first; null: nothing. */
export const nextDue = (lifecycle: Lifecycle): Deadline | null => deadlinesOf(lifecycle)[0] ?? null

/** The moment at which a record expires by itself, and why; null if it does not. */
export const expiryOf = (lifecycle: Lifecycle): Deadline | null =>
  lifecycle.state === 'expired' ? null : (deadlinesOf(lifecycle).find(({ ends }) => ends) ?? null)

/** The record as it stands at `now` (epoch ms): `expired` once its time has run out. Pure. */
export function stateAt(lifecycle: Lifecycle, now: number): Lifecycle {
  const expiry = expiryOf(lifecycle)
  if (expiry === null || now <= expiry.at) return lifecycle
  return { ...lifecycle, state: 'expired', since: expiry.at, due: null, reason: `time ran out: ${expiry.reason}` }
}
