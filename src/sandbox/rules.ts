import type { DefectId } from './defects.ts'
import type { Refusal } from './refusal.ts'
import type { Strict } from './strict.ts'

/** One rule about a request: says why the request is refused, or null if it keeps the rule. */
export interface Rule<Facts> {
  readonly id: DefectId
  /** `defect`: the rule is wrong and only applied when the defect of that id is on (for things that must be accepted). */
  readonly only?: 'defect'
  readonly refuse: (facts: Facts) => Refusal | null | Promise<Refusal | null>
}

/**
 * Asks the rules in order.
 * @returns true if a switched-off rule would have refused the request, so that the library below would refuse it too.
 * @throws Refusal of the first rule that is kept and broken.
 */
export async function applyRules<Facts>(
  rules: readonly Rule<Facts>[],
  facts: Facts,
  strict: Strict,
): Promise<{ overlooked: boolean }> {
  let overlooked = false
  for (const rule of rules) {
    const kept = strict(rule.id)
    if (rule.only === 'defect' && kept) continue
    const refusal = await rule.refuse(facts)
    if (refusal === null) continue
    if (kept || rule.only === 'defect') throw refusal
    overlooked = true
  }
  return { overlooked }
}
