import type { Verdict } from '../../verdict/types.ts'
import { verdictWords } from '../words.ts'
import { html, type Markup } from './markup.ts'

/** What the signs mean. */
export function legend(verdicts: readonly Verdict[]): Markup {
  const items = verdicts.map((verdict) => {
    const { mark, word } = verdictWords[verdict]
    return html`<li><span class="dot v-${verdict}" aria-hidden="true">${mark}</span>${word}</li>`
  })
  return html`<ul class="legend">${items}</ul>`
}
