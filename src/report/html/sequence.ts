import type { Exchange } from '../../wire/types.ts'
import { count, stepWord } from '../words.ts'
import { exchangeLine } from './exchangeView.ts'
import { html, type Markup, trusted } from './markup.ts'

const WIDTH = 660
const CLIENT = 70
const SERVER = 370
const RESOURCE = 590
const TOP = 46
const ROW = 46
/** More arrows than this say nothing that the list of exchanges does not. */
const MOST = 12

/** One request and its answer in a sequence picture. */
interface Arrow {
  readonly to: 'as' | 'rs'
  readonly label: string
  readonly answer: string
  readonly isChanged: boolean
  readonly isDecisive: boolean
}

const shorten = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 1)}…`)

function arrowsOf(
  exchanges: readonly Exchange[],
  changedSteps: ReadonlySet<string>,
  decisive: Exchange | null,
): readonly Arrow[] {
  return exchanges.map((exchange) => {
    const { step } = exchange.label
    const [request = '', answer = ''] = exchangeLine(exchange).split(/, (?=[^,]*$)/)
    const to = step === 'resource' ? 'rs' : 'as'
    return {
      to,
      label: shorten(`${stepWord(step)}: ${request}`, to === 'as' ? 44 : 70),
      answer,
      isChanged: changedSteps.has(step),
      isDecisive: exchange === decisive,
    }
  })
}

function lifeline(x: number, name: string, height: number): Markup {
  return html`<line class="life" x1="${x}" y1="30" x2="${x}" y2="${height - 6}"/><rect class="actor" x="${x - 62}" y="4" width="124" height="26" rx="6"/><text class="actor-name" x="${x}" y="21">${name}</text>`
}

function arrowView(arrow: Arrow, index: number): Markup {
  const y = TOP + index * ROW + 12
  const end = arrow.to === 'as' ? SERVER : RESOURCE
  const classes = `${arrow.isChanged ? ' touched' : ''}${arrow.isDecisive ? ' decisive' : ''}`
  const sign = arrow.isChanged ? '✎ ' : ''
  return html`<g class="arrow${classes}"><text x="${CLIENT + 8}" y="${y - 4}">${sign}${arrow.label}</text><path d="M${CLIENT} ${y}H${end - 1}m-6-4l6 4l-6 4"/><path class="back" d="M${end} ${y + 19}H${CLIENT + 1}m6-4l-6 4l6 4"/><text class="answer" x="${end - 8}" y="${y + 14}">${arrow.answer}</text></g>`
}

/** Draws pictures; cases with the same sequence share one drawing, kept in the `defs` of the page. */
export interface SequencePictures {
  /** The picture of one case, or null where nothing was sent. */
  picture(exchanges: readonly Exchange[], changedSteps: ReadonlySet<string>, decisive: Exchange | null): Markup | null
  /** The shared drawings; goes into the page once, after the last picture was asked for. */
  defs(): Markup
}

/** Starts an empty collection of drawings. */
export function sequencePictures(): SequencePictures {
  const drawings = new Map<string, { readonly id: string; readonly height: number; readonly drawing: Markup }>()

  function draw(arrows: readonly Arrow[], left: number): { readonly id: string; readonly height: number } {
    const key = JSON.stringify([arrows, left])
    const known = drawings.get(key)
    if (known !== undefined) return known
    const id = `seq-${drawings.size + 1}`
    const height = TOP + arrows.length * ROW + (left > 0 ? 24 : 8)
    const withResource = arrows.some(({ to }) => to === 'rs')
    const words = arrows.map(
      ({ to, label, answer, isChanged }) =>
        `${label} to the ${to === 'as' ? 'authorization' : 'resource'} server${isChanged ? ' (changed by this case)' : ''}, answer ${answer}`,
    )
    const drawing = html`<symbol id="${id}" viewBox="0 0 ${WIDTH} ${height}"><title id="${id}-title">Sequence of ${count(arrows.length, 'request')}: ${words.join('; ')}.</title>${lifeline(CLIENT, 'Assay (client)', height)}${lifeline(SERVER, 'Authorization', height)}${withResource ? lifeline(RESOURCE, 'Resource', height) : ''}${arrows.map(arrowView)}${left > 0 ? html`<text class="left" x="${CLIENT + 8}" y="${height - 8}">and ${left} more</text>` : ''}</symbol>`
    const entry = { id, height, drawing }
    drawings.set(key, entry)
    return entry
  }

  return {
    picture(exchanges, changedSteps, decisive) {
      if (exchanges.length === 0) return null
      // The end of a flow is where the outcome was decided, so the beginning is what is left out.
      const { id, height } = draw(
        arrowsOf(exchanges.slice(-MOST), changedSteps, decisive),
        Math.max(0, exchanges.length - MOST),
      )
      return html`<svg class="sequence" role="img" aria-labelledby="${id}-title" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}"><use href="#${id}"/></svg>`
    },
    defs: () =>
      html`<svg class="defs" aria-hidden="true" width="0" height="0">${trusted('<defs>')}${[...drawings.values()].map(({ drawing }) => drawing)}${trusted('</defs>')}</svg>`,
  }
}
