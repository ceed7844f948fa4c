import type { DefectProof, Fate, Figures, Unproven } from './types.ts'

/** Adds up what became of the defects and of the cases. */
export function figuresOf(defects: readonly DefectProof[], unproven: readonly Unproven[]): Figures {
  const count = (fate: Fate): number => defects.filter((defect) => defect.fate === fate).length
  return {
    defects: defects.length,
    killed: count('killed'),
    killedOther: count('killedOther'),
    survived: count('survived'),
    collateral: defects.reduce((sum, { collateral }) => sum + collateral.length, 0),
    unproven: unproven.filter(({ reason }) => reason === null).length,
  }
}
