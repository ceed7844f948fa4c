import type { RunResult } from '../../verdict/types.ts'
import { type CaseView, groupBy, ofLook } from '../caseViews.ts'
import {
  count,
  counted,
  type Look,
  limitations,
  outcomeWords,
  proofWords,
  repeatWords,
  verdictWords,
} from '../words.ts'
import { html, type Markup, nothing } from './markup.ts'
import { tagged } from './tagged.ts'
import { verdictSign } from './verdictMark.ts'

const tones: Readonly<Record<RunResult['result'], Look>> = {
  conformant: 'pass',
  'non-conformant': 'fail',
  incomplete: 'incomplete',
}
/** Failures named at the top; the rest is a link away. */
const MOST = 8

function tile({ look, number }: ReturnType<typeof counted>[number]): Markup {
  const { heading, mark } = verdictWords[look]
  const inside = html`<span class="tile-number">${number}</span><span class="tile-name"><span class="dot v-${look}" aria-hidden="true">${mark}</span>${heading}</span>`
  return html`<li class="tile${number === 0 ? ' zero' : ''}">${number === 0 ? html`<span class="tile-in">${inside}</span>` : html`<a class="tile-in" href="#${look}">${inside}</a>`}</li>`
}

function topList(views: readonly CaseView[]): Markup {
  const failures = [...groupBy(ofLook(views, 'fail'), ({ result }) => result.id).values()]
  if (failures.length === 0) return nothing
  const items = failures
    .slice(0, MOST)
    .flatMap(([view]) =>
      view === undefined
        ? []
        : [
            html`<li>${verdictSign('fail')}<span><a href="#${view.anchor}">${view.result.title}</a> <span class="id">${view.result.id}</span></span></li>`,
          ],
    )
  const more = failures.length > MOST ? html`<li><a href="#fail">and ${failures.length - MOST} more</a></li>` : nothing
  return html`<div class="top"><h2>What failed</h2><ul class="plain">${items}${more}</ul></div>`
}

const fact = (name: string, value: string | Markup): Markup => html`<div><dt>${name}</dt><dd>${value}</dd></div>`
const digest = (text: string): Markup => html`<code class="digest">${text}</code>`

function duration(result: RunResult): string {
  const ms = Date.parse(result.run.finishedAt) - Date.parse(result.run.startedAt)
  if (!(ms >= 0)) return 'unknown'
  return ms < 120_000 ? `${Math.round(ms / 100) / 10} s` : `${Math.round(ms / 6000) / 10} min`
}

const started = ({ run }: RunResult): string => run.startedAt.replace('T', ' ').replace(/(:\d\d)(?:\.\d+)?Z$/, '$1 UTC')

function proven(result: RunResult): Markup {
  const words = proofWords(result)
  return words === null ? nothing : fact('Suite proven', words)
}

function variantsOf({ cases }: RunResult): readonly string[] {
  return [...new Set(cases.map(({ variant }) => variant))].filter((variant) => variant !== '*')
}

/** What the run leans on beside profile, suite and target. */
function grounds({ run }: RunResult): Markup {
  const sets = (run.sets ?? []).map(({ id, title, date, requirements, digest: sum }) =>
    fact('Requirement set', html`${title} (${id}, ${date}, ${count(requirements, 'requirement')}) ${digest(sum)}`),
  )
  const { baseline } = run
  const waived =
    baseline === undefined
      ? nothing
      : fact('Baseline', html`${baseline.id}, ${count(baseline.waived, 'result')} waived ${digest(baseline.digest)}`)
  return html`${sets}${waived}${run.repeats === undefined ? nothing : fact('Repeated', `${run.repeats} times`)}`
}

/** The facts a reader needs to know what was tested; the rest is in "About this run". */
function strip(result: RunResult): Markup {
  const variants = variantsOf(result)
  return html`<dl class="strip">${fact('Issuer', html`<code>${result.run.target.issuer}</code>`)}${fact('Profile', result.run.profile.id)}${fact(
    variants.length > 1 ? 'Variants' : 'Variant',
    variants.length > 2
      ? `${variants.length} (listed below)`
      : html`${variants.map((variant) => html`<code>${variant}</code> `)}`,
  )}${fact('Started', started(result))}${fact('Took', duration(result))}${fact('Tool', `${result.run.tool.name} ${result.run.tool.version}`)}${proven(result)}</dl>`
}

/** The result first: what it is, what it means, what to do, the counts, and the failures by name. */
export function overview(result: RunResult, views: readonly CaseView[]): Markup {
  const words = outcomeWords(result)
  // Waived failures keep a conformant run from looking as if nothing were wrong.
  const isWaived = result.result === 'conformant' && (result.summary.waived ?? 0) > 0
  const look = isWaived ? 'waived' : tones[result.result]
  const notes = [...repeatWords(result), ...limitations(result)].map((line) => html`<p class="limit">${line}</p>`)
  return html`<section class="hero v-${look}" aria-labelledby="result"><div class="hero-main"><p class="eyebrow">Result for ${result.run.organisation}, ${result.run.application}</p><h1 id="result"><span class="seal" aria-hidden="true">${verdictWords[look].mark}</span>${words.title}</h1><p class="meaning">${words.meaning}</p>${notes}<p class="advice"><b>What to do.</b> ${words.advice}</p></div><ul class="tiles" aria-label="Number of cases by verdict">${counted(result.summary).map(tile)}</ul>${strip(result)}</section>${topList(views)}`
}

/** Who was tested against what, when and with which tool; the digests tie the report to its inputs. */
export function runFacts(result: RunResult): Markup {
  const { run } = result
  const variants = variantsOf(result)
  return html`<dl class="facts-list">${fact('Target', run.target.id)}${fact('Issuer', html`<code>${run.target.issuer}</code>`)}${fact('Organisation', run.organisation)}${fact('Application', run.application)}${fact('Environment', run.environment)}${fact('Profile', run.profile.id)}${fact(
    variants.length === 1 ? 'Variant' : 'Variants',
    html`${variants.map((variant) => html`<code>${variant}</code> `)}`,
  )}${fact('Started', html`<time datetime="${run.startedAt}">${started(result)}</time>`)}${fact('Took', duration(result))}${fact('Run', html`<code>${run.id}</code>`)}${fact('Tool', `${run.tool.name} ${run.tool.version}`)}${proven(result)}${fact('Exit code', outcomeWords(result).exit)}${fact('Profile digest', digest(run.profile.digest))}${fact('Suite digest', digest(run.suiteDigest))}${fact('Target file digest', digest(run.targetDigest))}${grounds(result)}</dl>`
}

/** Known faults that the run went on past. They turn nothing green, but a reader has to know. */
export function accommodations(result: RunResult): Markup {
  const { accommodations: used } = result.run
  if (used.length === 0) return nothing
  const origins = { target: 'set in the target file', run: 'found necessary by the run' } as const
  const items = used.map(
    ({ name, reason, origin }) => html`<li><code>${name}</code> (${origins[origin] ?? origin}): ${tagged(reason)}</li>`,
  )
  return html`<div class="notice"><h3>${count(used.length, 'accommodation')}</h3><p>The flow went on past a known fault of the server in these ways. The fault itself is still reported.</p><ul>${items}</ul></div>`
}
