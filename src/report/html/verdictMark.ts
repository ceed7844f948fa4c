import { type Look, verdictWords } from '../words.ts'
import { html, type Markup } from './markup.ts'

/** Badge with sign and word. */
export function verdictBadge(look: Look): Markup {
  const { mark, word } = verdictWords[look]
  return html`<span class="badge v-${look}"><span class="sign" aria-hidden="true">${mark}</span>${word}</span>`
}

/** Small sign for lists; the word is there for those who do not see it. */
export function verdictSign(look: Look): Markup {
  const { mark, word } = verdictWords[look]
  return html`<span class="dot v-${look}"><span aria-hidden="true">${mark}</span><span class="sr">${word}: </span></span>`
}
