import type { StatusLine } from '../status/types.ts'

/** Whether a target is to be run, and why, in a few words. */
export interface Dueness {
  readonly due: boolean
  readonly reason: string
}

/** States in which somebody has decided that no run is wanted. */
const CLOSED: ReadonlySet<StatusLine['state']> = new Set(['suspended', 'revoked', 'offboarded'])

/** States that are only left by a conformant run. */
const OPEN: Readonly<Partial<Record<StatusLine['state'], string>>> = {
  registered: 'not tested yet',
  credentialed: 'not tested yet',
  testing: 'not conformant yet',
  conditional: 'conformant under a condition only',
  'in-revision': 'in revision',
  expired: 'expired',
}

export interface DueQuestion {
  /** Undefined: there is no record of this application. */
  readonly line: StatusLine | undefined
  /** What has changed at the server since its last run; null: nothing, or it was not looked at. */
  readonly changed: string | null
  /** Run whatever the record says, except what is closed. */
  readonly all: boolean
  /** How long before its date a target is due, in ms. */
  readonly aheadMs: number
  /** Unix epoch in ms. */
  readonly now: number
}

/** Whether a target of a fleet has to be run now. Pure. */
export function whyDue({ line, changed, all, aheadMs, now }: DueQuestion): Dueness {
  if (line === undefined) return { due: true, reason: 'there is no record of it yet' }
  if (CLOSED.has(line.state)) return { due: false, reason: `${line.state}: ${line.reason}` }
  const open = OPEN[line.state]
  if (open !== undefined) return { due: true, reason: open }
  if (changed !== null) return { due: true, reason: changed }
  const next = line.nextDue
  if (next !== null && Date.parse(next) - aheadMs <= now)
    return { due: true, reason: `due ${next.slice(0, 10)}: ${line.nextDueReason ?? 'no reason is recorded'}` }
  if (all) return { due: true, reason: 'asked for' }
  return { due: false, reason: next === null ? 'nothing is due' : `not due before ${next.slice(0, 10)}` }
}
