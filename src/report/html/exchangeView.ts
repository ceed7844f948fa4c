import type { Exchange, HeaderLines } from '../../wire/types.ts'
import { stepWord } from '../words.ts'
import { bodyView, formView } from './bodyView.ts'
import type { Change } from './change.ts'
import { html, type Markup, nothing } from './markup.ts'
import type { PayloadMark } from './payloadView.ts'
import { tagged } from './tagged.ts'
import { removedRow, rowView } from './valueView.ts'

/** Header lines that matter for an authorization flow; the others are behind a fold. */
const telling = new Set(
  'authorization dpop dpop-nonce cookie set-cookie location www-authenticate content-type cache-control strict-transport-security x-fapi-interaction-id allow access-control-allow-origin'.split(
    ' ',
  ),
)

function headersView(headers: HeaderLines, changes: readonly Change[]): Markup {
  const own = changes.find(({ part }) => part === 'headers')
  const touched = new Set([...(own?.changed ?? [])].map((name) => name.toLowerCase()))
  const proof = changes.find(({ part }) => part === 'dpop') ?? null
  const rows = headers.map(([name, value]) => {
    const lower = name.toLowerCase()
    const row = rowView({ name, value, touched: touched.has(lower), inside: lower === 'dpop' ? proof : null })
    return { row, shown: telling.has(lower) || touched.has(lower) }
  })
  const shown = rows.filter((entry) => entry.shown)
  const folded = rows.filter((entry) => !entry.shown)
  const fold = html`<details class="fold"><summary>${folded.length} more header lines</summary><dl class="rows">${folded.map(({ row }) => row)}</dl></details>`
  const list = html`<dl class="rows">${shown.map(({ row }) => row)}${[...(own?.removed ?? [])].map(removedRow)}</dl>`
  return html`${shown.length + (own?.removed.size ?? 0) === 0 ? nothing : list}${folded.length === 0 ? nothing : fold}`
}

function urlView(url: string, changes: readonly Change[]): Markup {
  const mark = url.indexOf('?')
  if (mark < 0 && !changes.some(({ part }) => part === 'query')) return nothing
  return html`<h5>Query</h5>${formView(mark < 0 ? '' : (url.slice(mark + 1).split('#')[0] ?? ''), 'query', changes)}`
}

function requestView({ request }: Exchange, changes: readonly Change[]): Markup {
  const whole = changes.some(({ part }) => part === null)
  const tls = changes.some(({ part }) => part === 'tls')
  return html`<p class="line"><b>${request.method}</b> ${tagged(request.url.split('?')[0] ?? '')}${whole ? html` <span class="note">this step is what the case changed</span>` : ''}</p>
${request.identity === null && !tls ? nothing : html`<p class="line">TLS client certificate: ${request.identity ?? 'none'}${tls ? html`<span class="note">changed by this case</span>` : ''}</p>`}
${urlView(request.url, changes)}<h5>Header lines</h5>${headersView(request.headers, changes)}<h5>Body</h5>${bodyView(request.body, request.headers, changes)}`
}

function responseView({ response, error, resentAfter }: Exchange, marks: readonly PayloadMark[]): Markup {
  const resent =
    resentAfter === undefined
      ? nothing
      : html`<p class="none">Sent again on a new connection: ${resentAfter.message}</p>`
  if (response === null) {
    return html`${resent}<p class="line"><b>No answer</b> ${error === null ? '' : `${error.code} while ${error.phase}`}</p><p>${error?.message ?? 'Nothing came back.'}</p>`
  }
  const odd = response.invalidUtf8 ? html`<p class="cut">The body was not valid UTF-8.</p>` : nothing
  return html`${resent}<p class="line"><b>${response.status}</b></p><h5>Header lines</h5>${headersView(response.headers, [])}<h5>Body</h5>${odd}${bodyView(response.body, response.headers, [], marks)}`
}

function factsView({ id, tls, timing }: Exchange): Markup {
  const secured = tls === null ? 'no TLS facts' : `${tls.protocol}, ${tls.cipher}`
  return html`<p class="facts">${id} in exchanges.har, ${Math.round(timing.totalMs)} ms, ${secured}</p>`
}

/**
 * Request and response side by side.
 *
 * @param changes what the case changed in this request
 * @param marks what is wrong in the body of the response
 */
export function exchangeView(
  exchange: Exchange,
  changes: readonly Change[],
  marks: readonly PayloadMark[] = [],
): Markup {
  return html`<div class="exchange" id="${exchangeAnchor(exchange.id)}"><p class="step">${stepWord(exchange.label.step)}</p><div class="sides">
<section class="side sent"><h4>What was sent</h4>${requestView(exchange, changes)}</section>
<section class="side came"><h4>What came back</h4>${responseView(exchange, marks)}</section></div>${factsView(exchange)}</div>`
}

/** Link target of an exchange that is shown in full. */
export function exchangeAnchor(id: string): string {
  return `exchange-${id.replace(/[^A-Za-z0-9_-]/g, '_')}`
}

/** `POST /par, 201` */
export function exchangeLine({ request, response, error }: Exchange): string {
  const path =
    request.url
      .replace(/^[a-z]+:\/\/[^/]*/i, '')
      .split(/[?#]/)[0]
      ?.replace(/\[redacted:[^\]]*\]/g, '…') || '/'
  const answer = response === null ? (error?.code ?? 'no answer') : String(response.status)
  return `${request.method} ${path}, ${answer}`
}
