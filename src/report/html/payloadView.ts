import { jsonLines } from './jsonLines.ts'
import { html, type Markup } from './markup.ts'
import { tagged } from './tagged.ts'

/** What is wrong at a place of a payload. */
export interface PayloadMark {
  /** JSON pointer. */
  readonly pointer: string
  readonly words: string
}

/** Lines around a marked one that are shown of a long payload. */
const AROUND = 3
/** A payload of so few lines is shown whole. */
const WHOLE = 80
/** Longest piece of one line. */
const WIDEST = 300

const cut = (line: string): string => (line.length > WIDEST ? `${line.slice(0, WIDEST)} ...` : line)

/**
 * A JSON body with what is wrong in it written beside the lines, so that a finding and its place are seen together. Of a
 * long one only the lines around the marks are shown.
 */
export function payloadView(body: string, marks: readonly PayloadMark[]): Markup {
  const lines = jsonLines(body)
  const at = lines.map(({ pointer }) => marks.filter((mark) => mark.pointer === pointer))
  const near = (index: number): boolean =>
    at.slice(Math.max(0, index - AROUND), index + AROUND + 1).some(({ length }) => length > 0)
  const shown = lines.map((_, index) => lines.length <= WHOLE || near(index))
  const parts = lines.map(({ text }, index): Markup | null => {
    if (shown[index] !== true) return shown[index - 1] === true || index === 0 ? html`    ...\n` : null
    const words = at[index] ?? []
    if (words.length === 0) return html`${tagged(cut(text))}\n`
    return html`<mark>${tagged(cut(text))}</mark>${words.map((one) => html` <span class="wrong">${tagged(one.words)}</span>`)}\n`
  })
  return html`<pre class="body">${parts}</pre>`
}
