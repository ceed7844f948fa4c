import { html, type Markup } from './markup.ts'

const TAG = /(\[redacted:[a-z_]+:(?:sha256:[0-9a-f]{8}|\d{1,6})\])/

/** Text in which the tags of redacted values stand out: `code ab12cd34` in place of the whole bracket. */
export function tagged(text: string): readonly Markup[] {
  return text.split(TAG).map((part, index) => {
    if (index % 2 === 0) return html`${part}`
    const [, kind = '', ...rest] = part.slice(1, -1).split(':')
    const name = kind.replaceAll('_', ' ')
    return html`<span class="tag" title="A secret value was here. The same secret has the same sign everywhere in this run.">${name} <b>${rest.at(-1) ?? ''}</b></span>`
  })
}
