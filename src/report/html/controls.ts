import { groupBy } from '../caseViews.ts'
import { type ControlView, controlViews } from '../controlViews.ts'
import { count } from '../words.ts'
import { html, type Markup, nothing } from './markup.ts'
import type { ReportContext } from './reportContext.ts'
import { verdictBadge, verdictSign } from './verdictMark.ts'

function row({ control, assessed, look }: ControlView): Markup {
  const aliases = control.aliases.length === 0 ? nothing : html`<p>earlier ${control.aliases.join(', ')}</p>`
  const cells = assessed.map(
    ({ requirement, look: one }) => html`<li>${verdictSign(one)}<code>${requirement}</code></li>`,
  )
  return html`<tr><th scope="row"><code>${control.id}</code>${aliases}</th><td data-label="Result">${look === null ? nothing : verdictBadge(look)}</td><td data-label="Control">${control.title}</td><td data-label="Requirements"><ul class="cells">${cells}</ul></td></tr>`
}

function open({ control, framework, notAssessed }: ControlView): Markup {
  return html`<tr><th scope="row"><code>${control.id}</code></th><td data-label="Framework">${framework.title}</td><td data-label="Control">${control.title}</td><td data-label="Why">${notAssessed ?? ''}</td></tr>`
}

function frameworkTable(views: readonly ControlView[]): Markup {
  const [first] = views
  if (first === undefined) return nothing
  const { title, version } = first.framework
  return html`<details class="spec"><summary><h3>${title} (${version})</h3><span class="tally">${views.length}</span></summary><table class="stacking"><caption class="sr">Controls of ${title} that this run gives evidence about</caption><thead><tr><th scope="col">Control</th><th scope="col">Result</th><th scope="col">What it asks for</th><th scope="col">Requirements</th></tr></thead><tbody>${views.map(row)}</tbody></table></details>`
}

/** What the run gives as evidence about controls of security frameworks, and which were not assessed; nothing without tags. */
export function controls({ run, views }: ReportContext): Markup | null {
  const found = controlViews(run, views)
  if (found.length === 0) return null
  const assessed = found.filter(({ look }) => look !== null)
  const rest = found.filter(({ look }) => look === null)
  const tables = [...groupBy(assessed, ({ framework }) => framework.id).values()].map(frameworkTable)
  const missing =
    rest.length === 0
      ? nothing
      : html`<details class="spec"><summary><h3>Not assessed</h3><span class="tally">${rest.length}</span></summary><table class="stacking"><caption class="sr">Controls that this run says nothing about</caption><thead><tr><th scope="col">Control</th><th scope="col">Framework</th><th scope="col">What it asks for</th><th scope="col">Why</th></tr></thead><tbody>${rest.map(open)}</tbody></table></details>`
  return html`<p>This run gives evidence about ${count(assessed.length, 'control')}. A passed requirement is a part of what a control asks for, never the whole of it.</p>${tables}${missing}`
}
