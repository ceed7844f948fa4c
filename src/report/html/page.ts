import { createHash } from 'node:crypto'
import { type CaseView, groupBy, ofLook } from '../caseViews.ts'
import type { Report } from '../types.ts'
import { count, type Look, outcomeWords, verdictWords } from '../words.ts'
import { caseCard, causeCard, passLine } from './caseCard.ts'
import { controls } from './controls.ts'
import { coverage } from './coverage.ts'
import { html, type Markup, nothing, trusted } from './markup.ts'
import { matrix } from './matrix.ts'
import { accommodations, overview, runFacts } from './overview.ts'
import { type ReportContext, reportContext } from './reportContext.ts'
import { SCRIPT } from './script.ts'
import { skippedTable } from './skipped.ts'
import { STYLE } from './style.ts'
import { timeline } from './timeline.ts'

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** Nothing may be loaded or run but what stands in this file: evidence of a hostile server is shown here. */
const POLICY = `default-src 'none'; style-src ${hashOf(STYLE)}; script-src ${hashOf(SCRIPT)}; img-src data:; base-uri 'none'; form-action 'none'`

interface Section {
  readonly id: string
  readonly heading: string
  readonly number: number | null
  readonly body: Markup
}

function verdictSection(look: Look, number: number, body: Markup): readonly Section[] {
  return number === 0 ? [] : [{ id: look, heading: verdictWords[look].heading, number, body }]
}

function byCase(context: ReportContext, look: Look): readonly (readonly CaseView[])[] {
  return [...groupBy(ofLook(context.views, look), ({ result }) => result.id).values()]
}

function passed(context: ReportContext): Markup {
  const areas = groupBy(byCase(context, 'pass'), ([view]) => view?.area ?? '')
  return html`${[...areas].map(
    ([area, cases]) =>
      html`<details class="group"><summary><h3>${area.replace('.', ' / ')}</h3><span class="tally">${count(cases.length, 'case')}</span></summary><div>${cases.map((group) => passLine(group, context))}</div></details>`,
  )}`
}

/** In drawing order: exchanges are shown in full where they come first. */
function sectionsOf(context: ReportContext): readonly Section[] {
  const { result } = context.run
  const { summary } = result
  const causes = [...groupBy(ofLook(context.views, 'incomplete'), ({ result: { reason } }) => reason).values()]
  const tagged = controls(context)
  const cells = matrix(context)
  return [
    ...verdictSection(
      'fail',
      summary.fail,
      html`${byCase(context, 'fail').map((group) => caseCard(group, true, context))}`,
    ),
    ...verdictSection('incomplete', summary.incomplete, html`${causes.map((group) => causeCard(group, context))}`),
    ...verdictSection(
      'warn',
      summary.warn,
      html`${byCase(context, 'warn').map((group) => caseCard(group, false, context))}`,
    ),
    ...verdictSection(
      'waived',
      summary.waived ?? 0,
      html`${byCase(context, 'waived').map((group) => caseCard(group, false, context))}`,
    ),
    ...(cells === null ? [] : [{ id: 'matrix', heading: 'Least privilege', number: null, body: cells }]),
    { id: 'coverage', heading: 'Coverage', number: null, body: coverage(context) },
    ...(tagged === null ? [] : [{ id: 'controls', heading: 'Controls', number: null, body: tagged }]),
    ...verdictSection('pass', summary.pass, passed(context)),
    ...verdictSection('skip', summary.skip, skippedTable(ofLook(context.views, 'skip'), context.several)),
    { id: 'timeline', heading: 'Timeline', number: null, body: timeline(context.views, context.several) },
    { id: 'run', heading: 'About this run', number: null, body: html`${runFacts(result)}` },
  ]
}

function navigation(sections: readonly Section[]): Markup {
  const items = sections.map(
    ({ id, heading, number }) =>
      html`<li><a href="#${id}">${heading}${number === null ? '' : html`<span class="n">${number}</span>`}</a></li>`,
  )
  return html`<nav aria-label="Sections"><ul><li><a href="#result">Result</a></li>${items}</ul></nav>`
}

const TOOLS = html`<search class="tools" id="tools" hidden><label for="filter">Filter by case, requirement, title or verdict<input id="filter" type="search" autocomplete="off" spellcheck="false"></label><button type="button" id="open-all">Open all</button><button type="button" id="close-all">Close all</button><output id="told" for="filter" aria-live="polite"></output></search>`

function sectionView({ id, heading, number, body }: Section): Markup {
  return html`<section id="${id}" aria-labelledby="${id}-heading"><h2 id="${id}-heading">${heading}${number === null ? '' : ` (${number})`}</h2>${body}</section>`
}

/**
 * One self-contained page: the result and what to do first, then failures with what was sent and what came back, and so on
 * down to the facts of the run. It needs no script, no network and no other file.
 */
export const htmlReport: Report = (run) => {
  const context = reportContext(run)
  const { result } = run
  const sections = sectionsOf(context)
  const words = outcomeWords(result)
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer"><title>${words.title}: ${result.run.target.id}, ${result.run.profile.id}</title><style>${trusted(STYLE)}</style></head>
<body><a class="skip" href="#main">Skip to the result</a><header class="bar-top"><div><span class="brand">Assay</span><span class="of">FAPI 2.0 conformance report, run ${result.run.id}</span></div></header>
<div class="page">${navigation(sections)}<main id="main" tabindex="-1">${overview(result, context.views)}${accommodations(result)}${TOOLS}${sections.map(sectionView)}</main></div>
<footer><p>Made by ${result.run.tool.name} ${result.run.tool.version} from run.json, suite.json and exchanges.har of this run folder. Secrets are replaced by signs; the same secret has the same sign throughout.</p></footer>
${sections.length === 0 ? nothing : context.sequences.defs()}<script>${trusted(SCRIPT)}</script></body></html>
`
  return page.toString()
}
