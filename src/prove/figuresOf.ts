import type { DefectProof, Fate, Figures, Unproven } from './types.ts'

/** From worst to best: a defect that is tried in several variants counts as what became of it in the worst. */
const worst: readonly Fate[] = ['survived', 'killedOther', 'killed']

/** Adds up what became of the defects, each counted once, and of the cases. */
export function figuresOf(defects: readonly DefectProof[], unproven: readonly Unproven[]): Figures {
  const fates = [...Map.groupBy(defects, ({ id }) => id).values()].map((tries) =>
    worst.find((fate) => tries.some((one) => one.fate === fate)),
  )
  const count = (fate: Fate): number => fates.filter((one) => one === fate).length
  return {
    defects: fates.length,
    killed: count('killed'),
    killedOther: count('killedOther'),
    survived: count('survived'),
    collateral: defects.reduce((sum, { collateral }) => sum + collateral.length, 0),
    unproven: unproven.filter(({ reason }) => reason === null).length,
  }
}
