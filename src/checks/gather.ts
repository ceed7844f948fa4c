import type { Case } from '../suite/types.ts'
import { findingsFor, type Requirements, type Unknown } from './expectation.ts'
import type { Answer, Attribution, Finding } from './types.ts'

/** What the answers of a check or probe come to. */
export interface Gathered {
  readonly findings: readonly Finding[]
  readonly skip: string | null
  readonly incomplete: Unknown | null
  readonly blame: Attribution | null
  readonly exchanges: readonly string[]
}

/** A yes or no as findings, one per ref of the case. */
export function findingOf(
  definition: Pick<Case, 'refs'>,
  requirements: Requirements,
  answer: Extract<Answer, { kind: 'yes' | 'no' }>,
): Finding[] {
  const { cell, pointer, exchange, kind, expected, observed } = answer
  const detail = {
    ...(cell && { cell }),
    ...(pointer !== undefined && { pointer }),
    ...(exchange !== undefined && { exchange }),
  }
  return findingsFor(definition, requirements, kind === 'yes', expected, observed).map((finding) => ({
    ...finding,
    ...detail,
  }))
}

/**
 * Several answers to one case: every yes and no becomes findings; one unknown makes the case incomplete (unless another
 * answer fails it); it is not applicable only if no answer says more than that.
 */
export function gather(
  definition: Pick<Case, 'refs'>,
  requirements: Requirements,
  answers: readonly Answer[],
): Gathered {
  const told = answers.filter((answer) => answer.kind === 'yes' || answer.kind === 'no')
  const no = told.find((answer) => answer.kind === 'no')
  const unknown = answers.find((answer) => answer.kind === 'unknown')
  const idle = answers.find((answer) => answer.kind === 'not-applicable')
  return {
    findings: told.flatMap((answer) => findingOf(definition, requirements, answer)),
    skip: told.length === 0 && idle ? `not applicable: ${idle.reason}` : null,
    incomplete: unknown ? { reason: unknown.reason, attributed: unknown.attributed ?? 'harness' } : null,
    blame: (no?.kind === 'no' ? no.attributed : undefined) ?? null,
    exchanges: told.flatMap((answer) => answer.exchanges ?? []),
  }
}
