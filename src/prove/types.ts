import type { Verdict } from '../verdict/types.ts'

/** What proving has to know about a case. */
export interface ProvedCase {
  readonly id: string
  readonly refs: readonly string[]
  /** A second opinion on everything: it may notice any fault, and says nothing about a single rule. */
  readonly witness: boolean
  /** Why no defect can make it fail; null: one has to. */
  readonly unproven: string | null
}

/** A case as one run saw it. */
export interface Sighting {
  readonly id: string
  readonly verdict: Verdict
  readonly reason: string
  /** Requirements of its broken findings, each once; of all levels, so of notes, too. */
  readonly broken: readonly string[]
}

/** A rule switched off, and what its run showed. */
export interface DefectRun {
  readonly defect: {
    readonly id: string
    readonly requirement: string
    readonly title: string
    readonly implies: readonly string[]
    /** What nobody can look at any more, e.g. `the ID token`; null: nothing. */
    readonly blocks: string | null
  }
  /** Key of the variant it was tried in. */
  readonly variant: string
  /** The strict sandbox in the same variant, with the same options. */
  readonly strict: readonly Sighting[]
  readonly seen: readonly Sighting[]
  /** Why there is no run; null: there is one. */
  readonly problem: string | null
}

/**
 * `killed`: a case noticed it, for the reason that the defect names. `killedOther`: cases noticed something, but none of them
 * the rule that was switched off. `survived`: nothing changed.
 */
export type Fate = 'killed' | 'killedOther' | 'survived'

/** A case that changed although its subject is another one. */
export interface Collateral {
  readonly case: string
  readonly verdict: Verdict
  readonly reason: string
  /** Requirements of its broken findings; empty: it can no longer tell. */
  readonly broken: readonly string[]
}

export interface DefectProof {
  readonly id: string
  readonly requirement: string
  readonly title: string
  readonly variant: string
  readonly fate: Fate
  /** Cases with a broken finding of the defect's requirement. */
  readonly killedBy: readonly string[]
  /** Cases that changed and may: they cite the requirement or one that the defect implies. */
  readonly alsoChanged: readonly string[]
  /** Cases that are left out or can no longer tell (`blocks`), as what they look at is taken away. */
  readonly blocked: readonly string[]
  /** Witness cases that noticed it. */
  readonly witnesses: readonly string[]
  readonly collateral: readonly Collateral[]
  readonly problem: string | null
}

/** A case that is not as it should be against the strict sandbox. */
export interface ControlFault {
  readonly variant: string
  readonly case: string
  readonly verdict: Verdict
  readonly reason: string
}

/** A case that nothing made fail. */
export interface Unproven {
  readonly case: string
  /** The written reason of the case; null: there is none, which is a fault of the suite. */
  readonly reason: string | null
}

/** The figures of the suite's proof; all but `defects` and `killed` have to be 0. */
export interface Figures {
  readonly defects: number
  readonly killed: number
  readonly killedOther: number
  readonly survived: number
  /** Pairs of a defect and a case. */
  readonly collateral: number
  /** Cases that no defect makes fail and that give no reason. */
  readonly unproven: number
}
