import type { Memory } from './moves.ts'
import type { Visit, VisitOutcome } from './types.ts'

/**
 * Says of a visit in which the user wanted to refuse whether there was anything to refuse: servers remember consent, or ask
 * for none.
 */
export function markUnasked({ action }: Pick<Visit, 'action'>, memory: Memory, outcome: VisitOutcome): VisitOutcome {
  const unasked = action === 'cancel' && outcome.kind === 'callback' && !memory.refused
  return unasked ? { ...outcome, nothingAsked: true } : outcome
}
