import type { RecordedRun } from '../../evidence/types.ts'
import type { Exchange } from '../../wire/types.ts'
import { type CaseView, caseViews, hasVariants } from '../caseViews.ts'
import { changesOf } from './change.ts'
import { exchangeAnchor, exchangeLine, exchangeView } from './exchangeView.ts'
import { html, type Markup } from './markup.ts'
import type { PayloadMark } from './payloadView.ts'
import { type SequencePictures, sequencePictures } from './sequence.ts'

/** Exchanges in full beyond this many characters are only listed: the report must open at once on any machine. */
const MOST_EXCHANGES = 1_600_000
/** The same for pictures of pages, in bytes. */
const MOST_PICTURES = 1_000_000

/** What the parts of one report share while it is drawn. */
export interface ReportContext {
  readonly run: RecordedRun
  readonly views: readonly CaseView[]
  /** The run covers several variants, so results name theirs. */
  readonly several: boolean
  readonly sequences: SequencePictures
  /** An exchange in full, or a link to where it is shown already, or a line where the report would get too long. */
  exchange(exchange: Exchange, view: CaseView): Markup
  /** An exchange on one line, linked where it is shown in full. */
  line(exchange: Exchange): Markup
  /** Screenshots taken in a case. */
  screenshots(view: CaseView): readonly Markup[]
}

/** What the findings of a case say about places in the body of one answer. */
function marksOf({ id }: Exchange, { result }: CaseView): readonly PayloadMark[] {
  return result.findings.flatMap(({ ok, pointer, exchange, observed, expected }) =>
    ok || pointer === undefined || exchange !== id ? [] : [{ pointer, words: `${wanted(expected)}; ${observed}` }],
  )
}

/** The finding says where; beside the line that is told already. */
const wanted = (expected: string): string =>
  expected.replace(/^at (?:the top|\/\S*): /, '').replace(/ \([^()]*#[^()]*\)$/, '')

/** Starts a report. The context counts what has been drawn; parts must be drawn from top to bottom. */
export function reportContext(run: RecordedRun): ReportContext {
  const shown = new Set<string>()
  let spent = 0
  let pictures = 0
  const line = (exchange: Exchange): Markup => {
    const text = html`<code>${exchangeLine(exchange)}</code> <span class="id">${exchange.id}</span>`
    return shown.has(exchange.id) ? html`<a href="#${exchangeAnchor(exchange.id)}">${text}</a>` : text
  }
  return {
    run,
    views: caseViews(run),
    several: hasVariants(run),
    sequences: sequencePictures(),
    line,
    exchange(exchange, view) {
      if (shown.has(exchange.id)) return html`<p>Shown above: ${line(exchange)}</p>`
      if (spent > MOST_EXCHANGES) return html`<p>In exchanges.har: ${line(exchange)}</p>`
      const changes = changesOf(view.entry).filter(({ step }) => step === exchange.label.step)
      const drawn = exchangeView(exchange, changes, marksOf(exchange, view))
      shown.add(exchange.id)
      spent += drawn.length
      return drawn
    },
    screenshots(view) {
      return run.screenshots
        .filter(({ caseId, variant }) => caseId === view.result.id && variant === view.result.variant)
        .map(({ file, step, png }) => {
          pictures += png.length
          if (pictures > MOST_PICTURES) return html`<p>Picture of the page: <a href="${file}">${file}</a></p>`
          const source = `data:image/png;base64,${Buffer.from(png).toString('base64')}`
          return html`<figure class="shot"><img src="${source}" alt="The page that the server showed at step ${step}"/><figcaption>Page at step ${step} (${file})</figcaption></figure>`
        })
    },
  }
}
