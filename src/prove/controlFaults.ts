import type { ControlFault, Sighting } from './types.ts'

/** Verdicts that a case may have against the strict sandbox. */
const green: ReadonlySet<string> = new Set(['pass', 'skip'])

/** Cases that complain about the strict sandbox of a variant: false failures, which come before all proofs. */
export function controlFaults(variant: string, strict: readonly Sighting[]): ControlFault[] {
  return strict
    .filter(({ verdict }) => !green.has(verdict))
    .map(({ id, verdict, reason }) => ({ variant, case: id, verdict, reason }))
}
