import { notApplicable } from './makeAnswer.ts'
import type { Answer, Check, Trace } from './types.ts'

/** Why a question does not arise; null: it does. */
export type Guard = (trace: Trace) => Answer | null

type Wanted = Partial<Trace['variant']>

const variantGuard =
  (wanted: Wanted): Guard =>
  ({ variant }) => {
    const own: Readonly<Record<string, unknown>> = variant
    const other = Object.entries(wanted).find(([feature, value]) => own[feature] !== value)
    return other ? notApplicable(`only for ${other[0]}: ${String(other[1])}`) : null
  }

/** Puts a guard in front of every check of a group. */
export const allGuarded = <Name extends string>(
  guard: Guard,
  group: Readonly<Record<Name, Check>>,
): Record<Name, Check> => {
  const entries = Object.entries<Check>(group).map(([name, check]): [string, Check] => [
    name,
    (trace) => guard(trace) ?? check(trace),
  ])
  return Object.fromEntries(entries) as Record<Name, Check>
}

/** `where` for every check of a group. */
export const allWhere = <Name extends string>(
  wanted: Wanted,
  group: Readonly<Record<Name, Check>>,
): Record<Name, Check> => allGuarded(variantGuard(wanted), group)

/** Asks only in the variants that the question is about; cases say the same in `needs`, operators may forget. */
export const where = (wanted: Wanted, check: Check): Check => allWhere(wanted, { check }).check
