import type { LifecycleState, StatusLine } from './types.ts'

/** `cannot-tell` is never an admission. */
export type GateAnswer = 'admitted' | 'not-admitted' | 'cannot-tell'

export interface GateOpinion {
  readonly answer: GateAnswer
  /** One sentence. */
  readonly reason: string
  /** What to do; null: nothing. */
  readonly advice: string | null
}

/** How an application is certified. */
export const CERTIFY = 'let an operator run it: "assay run --observed-by operator --sign <key> --record <file>"'

const RULES: Readonly<Record<LifecycleState, { readonly answer: GateAnswer; readonly advice: string | null }>> = {
  registered: { answer: 'not-admitted', advice: CERTIFY },
  credentialed: { answer: 'not-admitted', advice: CERTIFY },
  testing: { answer: 'not-admitted', advice: `mend what the last run found, if anything, then ${CERTIFY}` },
  conformant: { answer: 'admitted', advice: null },
  conditional: { answer: 'admitted', advice: `before the due date, ${CERTIFY}` },
  'in-revision': { answer: 'not-admitted', advice: `settle the revision, then ${CERTIFY}` },
  expired: { answer: 'not-admitted', advice: CERTIFY },
  suspended: {
    answer: 'not-admitted',
    advice: 'ask the operator that suspended it; "assay status set testing" takes it up again',
  },
  revoked: { answer: 'not-admitted', advice: 'offboard it, then register it again' },
  offboarded: { answer: 'not-admitted', advice: 'register it again: "assay status register"' },
}

/** What the state of a record says about admission. `strict`: a conditional record is not admitted. Pure. */
export function gateOpinion(line: StatusLine, strict: boolean): GateOpinion {
  const { answer, advice } = RULES[line.state]
  const reason = `"${line.state}" since ${line.since.slice(0, 10)}: ${line.reason}`
  const refused = strict && line.state === 'conditional'
  return { answer: refused ? 'not-admitted' : answer, reason, advice }
}

/** The worst of several answers: an application is admitted only under all its profiles. */
export function worstAnswer(answers: readonly GateAnswer[]): GateAnswer {
  if (answers.includes('not-admitted')) return 'not-admitted'
  return answers.length === 0 || answers.includes('cannot-tell') ? 'cannot-tell' : 'admitted'
}
