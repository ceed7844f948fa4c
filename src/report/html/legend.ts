import { type Look, verdictWords } from '../words.ts'
import { html, type Markup } from './markup.ts'

/** What the signs mean. */
export function legend(looks: readonly Look[]): Markup {
  const items = looks.map((look) => {
    const { mark, word } = verdictWords[look]
    return html`<li><span class="dot v-${look}" aria-hidden="true">${mark}</span>${word}</li>`
  })
  return html`<ul class="legend">${items}</ul>`
}
