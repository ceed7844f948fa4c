import type { Verdict } from '../../verdict/types.ts'
import { verdictWords } from '../words.ts'
import { html, type Markup } from './markup.ts'

/** Badge with sign and word. */
export function verdictBadge(verdict: Verdict): Markup {
  const { mark, word } = verdictWords[verdict]
  return html`<span class="badge v-${verdict}"><span class="sign" aria-hidden="true">${mark}</span>${word}</span>`
}

/** Small sign for lists; the word is there for those who do not see it. */
export function verdictSign(verdict: Verdict): Markup {
  const { mark, word } = verdictWords[verdict]
  return html`<span class="dot v-${verdict}"><span aria-hidden="true">${mark}</span><span class="sr">${word}: </span></span>`
}
