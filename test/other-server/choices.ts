import type { Choice } from './Choice.ts'
import { choicesOfAnswers } from './choicesOfAnswers.ts'
import { choicesOfPages } from './choicesOfPages.ts'
import { choicesOfRefusals } from './choicesOfRefusals.ts'
import { choicesOfSigning } from './choicesOfSigning.ts'

/** By theme; the comment of `Choices` says what each choice is. */
export const choiceTable: readonly Choice[] = [
  ...choicesOfAnswers,
  ...choicesOfRefusals,
  ...choicesOfPages,
  ...choicesOfSigning,
]
