import { notApplicable } from './makeAnswer.ts'
import type { Check, Trace } from './types.ts'

type Wanted = Partial<Trace['variant']>

/** Asks only in the variants that the question is about; cases say the same in `needs`, operators may forget. */
export const where =
  (wanted: Wanted, check: Check): Check =>
  (trace) => {
    const own: Readonly<Record<string, unknown>> = trace.variant
    const other = Object.entries(wanted).find(([feature, value]) => own[feature] !== value)
    return other ? notApplicable(`only for ${other[0]}: ${String(other[1])}`) : check(trace)
  }

/** `where` for every check of a group. */
export const allWhere = <Name extends string>(
  wanted: Wanted,
  group: Readonly<Record<Name, Check>>,
): Record<Name, Check> => {
  const entries = Object.entries<Check>(group).map(([name, check]) => [name, where(wanted, check)] as const)
  return Object.fromEntries(entries) as Record<Name, Check>
}
