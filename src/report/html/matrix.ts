import type { CaseView } from '../caseViews.ts'
import { groupBy } from '../caseViews.ts'
import { count } from '../words.ts'
import { html, type Markup, nothing } from './markup.ts'
import type { ReportContext } from './reportContext.ts'
import { verdictSign } from './verdictMark.ts'

interface Tried {
  readonly scopes: string
  readonly endpoint: string
  readonly variant: string
  readonly expected: 'allow' | 'deny'
  readonly observed: string
  readonly ok: boolean
}

/** The cells that the findings of a run carry; one that any finding complains of is a bad one. */
function cellsOf(views: readonly CaseView[]): readonly Tried[] {
  const cells = new Map<string, Tried>()
  for (const { result } of views) {
    for (const { cell, ok } of result.findings) {
      if (cell === undefined) continue
      const { endpoint, expected, observed } = cell
      const scopes = cell.scopes.join(' ')
      const key = JSON.stringify([scopes, endpoint, result.variant])
      const bad = cells.get(key)?.ok === false || !ok
      cells.set(key, { scopes, endpoint, variant: result.variant, expected, observed, ok: !bad })
    }
  }
  return [...cells.values()]
}

const WORDS = { allow: 'open', deny: 'closed' } as const

/** What was seen in the variants of one cell: once if it was the same everywhere. */
function cellView(tried: readonly Tried[]): Markup {
  const [first] = tried
  if (first === undefined) return html`<td>not tried</td>`
  const bad = tried.filter(({ ok }) => !ok)
  const seen = [...new Set((bad.length > 0 ? bad : tried).map(({ observed }) => observed))].join(', ')
  return html`<td>${verdictSign(bad.length > 0 ? 'fail' : 'pass')}${WORDS[first.expected]}<br><code>${seen}</code></td>`
}

/**
 * Scope values asked for x endpoints: whether the profile lets them in, and what came back. Null where the run has no such
 * cells. The sign and its word tell good from bad, colour is only added.
 */
export function matrix({ views }: ReportContext): Markup | null {
  const cells = cellsOf(views)
  if (cells.length === 0) return null
  const endpoints = [...new Set(cells.map(({ endpoint }) => endpoint))]
  const bad = cells.filter(({ ok }) => !ok).length
  const rows = [...groupBy(cells, ({ scopes }) => scopes)].map(
    ([scopes, row]) =>
      html`<tr><th scope="row"><code>${scopes === '' ? 'no scope' : scopes}</code></th>${endpoints.map((endpoint) => cellView(row.filter((one) => one.endpoint === endpoint)))}</tr>`,
  )
  const told = bad === 0 ? nothing : html` ${count(bad, 'cell')} went wrong.`
  return html`<p>What tokens with these scope values opened. “open” and “closed” are what the profile says, below it is what came back.${told}</p><div class="scroll" tabindex="0" role="region" aria-label="Least-privilege matrix"><table class="matrix"><caption class="sr">Scope values by endpoint</caption><thead><tr><th scope="col">Scope asked for</th>${endpoints.map((endpoint) => html`<th scope="col">${endpoint}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>`
}
