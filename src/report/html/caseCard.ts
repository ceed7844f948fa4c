import type { Exchange } from '../../wire/types.ts'
import type { CaseView } from '../caseViews.ts'
import { attributionWord, stepWord, triesWords, verdictWords, waiverWords } from '../words.ts'
import { changeSentence, changesOf } from './change.ts'
import { attackerList, clauseList } from './clauses.ts'
import { findingsTable } from './findings.ts'
import { html, type Markup, nothing } from './markup.ts'
import type { ReportContext } from './reportContext.ts'
import { tagged } from './tagged.ts'
import { verdictBadge } from './verdictMark.ts'

/** The exchange at which the outcome was decided: the one a failing finding names, else the last one of the deciding step, else the last one. */
export function decisiveExchange({ result, exchanges }: CaseView): Exchange | null {
  const named = result.findings.find(({ ok, exchange }) => !ok && exchange !== undefined)?.exchange
  const found = named === undefined ? undefined : exchanges.find(({ id }) => id === named)
  if (found !== undefined) return found
  return exchanges.findLast(({ label }) => label.step === result.step) ?? exchanges.at(-1) ?? null
}

/** The sequence picture of a case with the exchanges as a list. */
export function sequenceView(view: CaseView, context: ReportContext): Markup {
  const steps = new Set(changesOf(view.entry).map(({ step }) => step))
  const picture = context.sequences.picture(view.exchanges, steps, decisiveExchange(view))
  return picture === null
    ? html`<p class="none">Nothing was sent.</p>`
    : html`<div class="scroll" role="region" tabindex="0" aria-label="Sequence picture">${picture}</div>`
}

function meta({ result }: CaseView, several: boolean): Markup {
  const blamed = attributionWord(result.attributed)
  return html`<dl class="meta"><div><dt>Case</dt><dd><code>${result.id}</code></dd></div>${several ? html`<div><dt>Variant</dt><dd><code>${result.variant}</code></dd></div>` : ''}${
    blamed === null ? '' : html`<div><dt>Where</dt><dd>${blamed}</dd></div>`
  }${result.step === null ? '' : html`<div><dt>Step</dt><dd>${stepWord(result.step)}</dd></div>`}${
    result.control === null ? '' : html`<div><dt>Control</dt><dd><code>${result.control}</code></dd></div>`
  }<div><dt>Took</dt><dd>${Math.round(result.durationMs)} ms</dd></div></dl>`
}

function others(view: CaseView, decisive: Exchange | null, context: ReportContext): Markup {
  const rest = view.exchanges.filter((exchange) => exchange !== decisive)
  if (rest.length === 0) return nothing
  return html`<details class="fold"><summary>All ${view.exchanges.length} exchanges of this case</summary>${rest.map((exchange) => context.exchange(exchange, view))}</details>`
}

/** The reason of a failure may be its first finding in one sentence, which the table below tells better. */
function isTold({ result }: CaseView): boolean {
  return result.findings.some(
    ({ ok, expected, observed }) => !ok && result.reason.includes(expected) && result.reason.endsWith(observed),
  )
}

function waiver({ result }: CaseView): Markup {
  if (result.waived === undefined) return nothing
  return html`<p class="waiver"><b>Waived</b> ${waiverWords(result.waived)}. It is a failure that does not decide the result of this run.</p>`
}

function tries({ result }: CaseView): Markup {
  const lines = triesWords(result)
  if (lines.length === 0) return nothing
  return html`<details class="fold"><summary>Run ${result.tries?.length ?? 0} times</summary><ul class="plain">${lines.map((line) => html`<li>${tagged(line)}</li>`)}</ul></details>`
}

/** Everything about one result that is not a plain pass. */
export function caseBody(view: CaseView, context: ReportContext): Markup {
  const { result, entry, requirements } = view
  const decisive = decisiveExchange(view)
  const change = changeSentence(entry)
  return html`${meta(view, context.several)}
${isTold(view) ? nothing : html`<p class="reason">${tagged(result.reason)}</p>`}
${waiver(view)}${tries(view)}
${entry?.fix && result.verdict !== 'incomplete' ? html`<div class="fix"><h4>How to fix</h4><p>${entry.fix}</p></div>` : ''}
${findingsTable(result.findings, result.id)}
${change === null ? '' : html`<p class="change"><b>What the case changes.</b> ${change}</p>`}
${decisive === null ? '' : context.exchange(decisive, view)}
${context.screenshots(view)}
${requirements.length === 0 ? nothing : html`<div class="columns"><div><h4>What the specification asks for</h4>${clauseList(requirements)}</div><div>${attackerList(requirements)}</div></div>`}
<details class="fold"><summary>Sequence of the case</summary>${sequenceView(view, context)}</details>
${others(view, decisive, context)}`
}

function sameCase(views: readonly CaseView[], context: ReportContext): Markup {
  if (views.length === 0) return nothing
  const items = views.map(
    (view) =>
      html`<details class="fold" id="${view.anchor}"><summary>The same with <code>${view.result.variant}</code></summary>${caseBody(view, context)}</details>`,
  )
  return html`<div class="same">${items}</div>`
}

/** What the filter of the page looks at. */
export function filterWords({ result, look, area }: CaseView): string {
  return [result.id, result.title, result.variant, result.verdict, look, area, ...result.refs].join(' ').toLowerCase()
}

/**
 * A case that failed or warned, its other variants folded below.
 *
 * @param views the results of one case, the first one shown in full
 * @param open whether the card is shown open (failures) or folded (warnings)
 */
export function caseCard(views: readonly CaseView[], open: boolean, context: ReportContext): Markup {
  const [view, ...rest] = views
  if (view === undefined) return nothing
  const { look } = view
  const { title } = view.result
  const head = html`${verdictBadge(look)}<h3>${title}</h3>`
  const body = html`${caseBody(view, context)}${sameCase(rest, context)}`
  const words = views.map(filterWords).join(' ')
  if (open)
    return html`<article class="card v-${look}" id="${view.anchor}" data-filter="${words}"><header>${head}</header>${body}</article>`
  return html`<details class="card v-${look}" id="${view.anchor}" data-filter="${words}"><summary>${head}<span class="short">${view.result.id}</span></summary>${body}</details>`
}

/** More names than this are folded away. */
const MOST_NAMES = 24

/** Cases that one cause has stopped: the cause once, the first case in full, the others as a list. */
export function causeCard(views: readonly CaseView[], context: ReportContext): Markup {
  const [view, ...rest] = views
  if (view === undefined) return nothing
  const words = views.map(filterWords).join(' ')
  const title = rest.length === 0 ? view.result.title : `${views.length} cases stopped by one cause`
  const items = rest.map(
    (other) =>
      html`<li id="${other.anchor}"><code>${other.result.id}</code>${context.several ? html` <span class="id">${other.result.variant}</span>` : ''}</li>`,
  )
  const names = html`<ul class="names">${items}</ul>`
  const list = html`<h4>Stopped by the same cause</h4>${rest.length > MOST_NAMES ? html`<details class="fold"><summary>${rest.length} more cases</summary>${names}</details>` : names}`
  return html`<article class="card v-incomplete" id="${view.anchor}" data-filter="${words}"><header>${verdictBadge('incomplete')}<h3>${title}</h3></header>${caseBody(view, context)}${rest.length === 0 ? nothing : list}</article>`
}

/** A case that passed: one line, folded open for reason and sequence. */
export function passLine(views: readonly CaseView[], context: ReportContext): Markup {
  const [view] = views
  if (view === undefined) return nothing
  const { result } = view
  const time = views.reduce((sum, one) => sum + one.result.durationMs, 0)
  const variants = context.several
    ? html`<ul class="names">${views.map((one) => html`<li${one === view ? '' : html` id="${one.anchor}"`}><code>${one.result.variant}</code> ${tagged(one.result.reason)}</li>`)}</ul>`
    : html`<p>${tagged(result.reason)}</p>`
  return html`<details class="pass" id="${view.anchor}" data-filter="${views.map(filterWords).join(' ')}"><summary><span class="dot v-pass"><span aria-hidden="true">${verdictWords.pass.mark}</span><span class="sr">Pass: </span></span><span class="title">${result.title}</span><code>${result.id}</code><span class="number">${Math.round(time)} ms</span></summary>${variants}<p>Requirements: ${result.refs.map((ref) => html`<code>${ref}</code> `)}</p>${sequenceView(view, context)}</details>`
}
