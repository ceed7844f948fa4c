import { type CaseView, groupBy } from '../caseViews.ts'
import { count } from '../words.ts'
import { filterWords } from './caseCard.ts'
import { html, type Markup } from './markup.ts'

/** More names than this are folded away. */
const MOST = 9

function names(views: readonly CaseView[], several: boolean): Markup {
  const items = views.map(
    (view) =>
      html`<li id="${view.anchor}" data-filter="${filterWords(view)}"><code>${view.result.id}</code>${several ? html` <span class="id">${view.result.variant}</span>` : ''}</li>`,
  )
  const list = html`<ul class="names">${items}</ul>`
  return views.length > MOST
    ? html`<details class="fold"><summary>${count(views.length, 'case')}</summary>${list}</details>`
    : list
}

const sentence = (reason: string): string => {
  const text = reason.replace(/^not applicable:\s*/i, '')
  // Only a word of a sentence gets a capital, not the name of a parameter.
  return /^[a-z]+ /.test(text) ? text.slice(0, 1).toUpperCase() + text.slice(1) : text
}

/** What does not apply to this target, by reason. */
export function skippedTable(views: readonly CaseView[], several: boolean): Markup {
  const rows = [...groupBy(views, ({ result }) => result.reason)].map(
    ([reason, group]) =>
      html`<tr><th scope="row">${sentence(reason)}</th><td data-label="Cases">${names(group, several)}</td></tr>`,
  )
  return html`<div class="paper"><table class="stacking reasons"><caption class="sr">Cases that do not apply, by reason</caption><thead><tr><th scope="col">Because</th><th scope="col">Cases</th></tr></thead><tbody>${rows}</tbody></table></div>`
}
