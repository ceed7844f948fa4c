import type { LifecycleState } from './types.ts'

/** What moves a record, in the words of the table. */
export type Mover =
  | 'registration'
  | 'credential issued'
  | 'last credential revoked'
  | 'certifying run'
  | 'certifying run with waivers'
  | 'failed run'
  | 'other run'
  | 'directory: inactive'
  | 'decision'
  | 'time'

/** On whose word: evidence that anybody can check, the clock, the trust directory, or a named operator with a reason. */
export type Authority = 'evidence' | 'time' | 'directory' | 'operator'

export interface TransitionRule {
  /** Null: there is no record yet. */
  readonly from: readonly (LifecycleState | null)[]
  readonly mover: Mover
  readonly to: LifecycleState
  readonly who: Authority
}

const STARTING = ['registered', 'credentialed', 'testing'] as const
const IN_FORCE = ['conformant', 'conditional', 'in-revision'] as const
const OPEN = [...STARTING, ...IN_FORCE, 'expired'] as const

/**
 * The one truth about which state follows which. What is not in the table does not move the state; a `registration` or a
 * `decision` that is not in the table is refused.
 */
export const TRANSITIONS: readonly TransitionRule[] = [
  { from: [null, 'offboarded'], mover: 'registration', to: 'registered', who: 'operator' },
  { from: ['registered'], mover: 'credential issued', to: 'credentialed', who: 'evidence' },
  { from: ['credentialed', 'testing'], mover: 'last credential revoked', to: 'registered', who: 'evidence' },
  { from: IN_FORCE, mover: 'last credential revoked', to: 'suspended', who: 'evidence' },
  { from: OPEN, mover: 'certifying run', to: 'conformant', who: 'evidence' },
  { from: OPEN, mover: 'certifying run with waivers', to: 'conditional', who: 'evidence' },
  { from: [null, 'registered', 'credentialed'], mover: 'failed run', to: 'testing', who: 'evidence' },
  { from: ['conformant'], mover: 'failed run', to: 'conditional', who: 'evidence' },
  { from: [null, 'registered', 'credentialed'], mover: 'other run', to: 'testing', who: 'evidence' },
  { from: IN_FORCE, mover: 'time', to: 'expired', who: 'time' },
  { from: OPEN, mover: 'directory: inactive', to: 'suspended', who: 'directory' },
  { from: ['conformant'], mover: 'decision', to: 'conditional', who: 'operator' },
  { from: ['conformant', 'conditional'], mover: 'decision', to: 'in-revision', who: 'operator' },
  { from: OPEN, mover: 'decision', to: 'suspended', who: 'operator' },
  { from: ['suspended'], mover: 'decision', to: 'testing', who: 'operator' },
  { from: [...OPEN, 'suspended'], mover: 'decision', to: 'revoked', who: 'operator' },
  { from: [...OPEN, 'suspended', 'revoked'], mover: 'decision', to: 'offboarded', who: 'operator' },
]

/** Where `mover` leads from `from`; null: nowhere. A decision also says where to. */
export function follow(from: LifecycleState | null, mover: Mover, to?: LifecycleState): LifecycleState | null {
  const rule = TRANSITIONS.find(
    (one) => one.mover === mover && one.from.includes(from) && (to === undefined || one.to === to),
  )
  return rule?.to ?? null
}

/** The states that a named operator may set a record to. */
export const decisionsFrom = (from: LifecycleState): readonly LifecycleState[] =>
  TRANSITIONS.filter((one) => one.mover === 'decision' && one.from.includes(from)).map(({ to }) => to)
