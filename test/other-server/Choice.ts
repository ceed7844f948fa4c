import type { Choices } from '../support/other-server/choices.ts'
import type { Trial } from './tryServer.ts'

/** What a conformant server may do in its own way, the cases that look at it, and what they may say about it. */
export interface Choice extends Omit<Trial, 'choices' | 'faults'> {
  readonly what: string
  readonly choices: Partial<Choices>
  /** Cases with another verdict than pass or skip, as `notPassed` gives them. Only shoulds and findings that are true. */
  readonly said?: Readonly<Record<string, string>>
  /** Cases that do not apply to such a server. */
  readonly skips?: readonly string[]
}
