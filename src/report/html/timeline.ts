import type { CaseView } from '../caseViews.ts'
import { count, type Look, looks, verdictWords } from '../words.ts'
import { legend } from './legend.ts'
import { html, type Markup, nothing } from './markup.ts'

const WIDTH = 1000
const LEFT = 4
const LANE = 14
const BAR = 10
const TOP = 6
/** Lanes beyond those that a reader can tell apart are drawn on top of each other in the last one. */
const MOST_LANES = 24
/** Cases that did not pass are links, but not in their hundreds. */
const MOST_LINKS = 300

interface Bar {
  readonly view: CaseView
  readonly lane: number
}

/** Puts each case into the first lane that is free when it starts. */
function lanesOf(views: readonly CaseView[]): readonly Bar[] {
  const free: number[] = []
  return [...views]
    .sort((left, right) => left.result.startMs - right.result.startMs)
    .map((view) => {
      const { startMs, durationMs } = view.result
      const found = free.findIndex((until) => until <= startMs)
      const lane = found >= 0 ? found : free.length
      free[lane] = startMs + durationMs
      return { view, lane }
    })
}

function tickStep(total: number): number {
  const rough = total / 6
  const power = 10 ** Math.floor(Math.log10(Math.max(1, rough)))
  return ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power
}

const seconds = (ms: number): string => (ms >= 1000 ? `${Math.round(ms / 100) / 10} s` : `${Math.round(ms)} ms`)

function axis(total: number, x: (ms: number) => number, height: number): readonly Markup[] {
  const step = tickStep(total)
  return Array.from({ length: Math.floor(total / step) + 1 }, (_, index) => index * step).map(
    (ms) =>
      html`<line class="tick" x1="${x(ms)}" y1="${TOP - 4}" x2="${x(ms)}" y2="${height - 18}"/><text class="tick-name" x="${x(ms)}" y="${height - 4}">${seconds(ms)}</text>`,
  )
}

const round = (number: number): number => Math.round(number * 10) / 10

function rectangle(
  { view, lane }: Bar,
  x: (ms: number) => number,
): { readonly left: number; readonly top: number; readonly width: number } {
  const { startMs, durationMs } = view.result
  return {
    left: x(startMs),
    top: TOP + Math.min(lane, MOST_LANES - 1) * LANE,
    width: Math.max(2, round(x(startMs + durationMs) - x(startMs) - 1)),
  }
}

/** All bars of one verdict as one path: a long run would otherwise be thousands of elements. */
function barsPath(bars: readonly Bar[], look: Look, x: (ms: number) => number): Markup {
  const path = bars.map((bar) => {
    const { left, top, width } = rectangle(bar, x)
    return `M${left} ${top}h${width}v${BAR}h-${width}z`
  })
  return path.length === 0 ? nothing : html`<path class="bar v-${look}" d="${path.join('')}"/>`
}

function barLink(bar: Bar, x: (ms: number) => number): Markup {
  const { left, top, width } = rectangle(bar, x)
  const { look } = bar.view
  const { id, durationMs } = bar.view.result
  const { word, mark } = verdictWords[look]
  return html`<a href="#${bar.view.anchor}" tabindex="-1"><title>${word}: ${id}, ${seconds(durationMs)}</title><rect class="bar v-${look}" x="${left}" y="${top - 1}" width="${Math.max(9, width)}" height="${BAR + 2}" rx="2"/><text class="bar-sign" x="${left + 4.5}" y="${top + 8.5}">${mark}</text></a>`
}

function slowest(views: readonly CaseView[], several: boolean): Markup {
  const rows = [...views]
    .sort((left, right) => right.result.durationMs - left.result.durationMs)
    .slice(0, 5)
    .map(
      ({ result, anchor }) =>
        html`<tr><td><a href="#${anchor}">${result.id}</a>${several ? html` <span class="id">${result.variant}</span>` : ''}</td><td class="number">${seconds(result.startMs)}</td><td class="number">${seconds(result.durationMs)}</td></tr>`,
    )
  return html`<div class="scroll paper" role="region" tabindex="0" aria-label="Slowest cases"><table><caption>The slowest cases</caption><thead><tr><th scope="col">Case</th><th scope="col" class="number">Started after</th><th scope="col" class="number">Took</th></tr></thead><tbody>${rows}</tbody></table></div>`
}

/** When the cases ran: a picture with a bar per case in lanes, and in words the length of the run and its slowest cases. */
export function timeline(all: readonly CaseView[], several: boolean): Markup {
  const views = all.filter(({ look, result }) => look !== 'skip' && result.variant !== '*')
  if (views.length === 0) return html`<p>No case ran.</p>`
  const bars = lanesOf(views)
  const total = Math.max(1, ...views.map(({ result }) => result.startMs + result.durationMs))
  const lanes = Math.max(...bars.map(({ lane }) => lane)) + 1
  const height = TOP + Math.min(lanes, MOST_LANES) * LANE + 24
  const x = (ms: number): number => round(LEFT + (ms / total) * (WIDTH - 2 * LEFT))
  const links = bars.filter(({ view }) => view.look !== 'pass').slice(0, MOST_LINKS)
  const linked = new Set(links)
  const plain = looks.map((look) =>
    barsPath(
      bars.filter((bar) => bar.view.look === look && !linked.has(bar)),
      look,
      x,
    ),
  )
  const words = `${count(views.length, 'case')} in ${seconds(total)}, at most ${lanes} at a time.`
  return html`<figure class="timeline"><div class="scroll" role="region" tabindex="0" aria-label="Timeline picture"><svg aria-hidden="true" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}">${axis(total, x, height)}${plain}${links.map((bar) => barLink(bar, x))}</svg></div><figcaption>${words}</figcaption>${legend(looks.filter((look) => views.some((view) => view.look === look)))}</figure>${slowest(views, several)}`
}
