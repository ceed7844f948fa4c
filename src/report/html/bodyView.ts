import type { HeaderLines } from '../../wire/types.ts'
import type { Change } from './change.ts'
import { isRecordedJwt, jwtView } from './jwtView.ts'
import { html, type Markup, nothing } from './markup.ts'
import { type PayloadMark, payloadView } from './payloadView.ts'
import { prettyJson } from './prettyJson.ts'
import { tagged } from './tagged.ts'
import { removedRow, rowView } from './valueView.ts'

/** Longer bodies are cut in the report; `exchanges.har` has more. */
const MOST = 3000

/** JWTs travel in these parameters; a change of the part is a change inside the value. */
const jwtParameters: Readonly<Record<string, Change['part']>> = {
  client_assertion: 'client_assertion',
  request: 'request_object',
}

export function headerValue(headers: HeaderLines, wanted: string): string {
  return headers.find(([name]) => name.toLowerCase() === wanted)?.[1] ?? ''
}

/** Name and value of each pair of a form or query, percent-decoding undone as far as it goes. */
export function pairsOf(text: string): readonly (readonly [string, string])[] {
  return [...new URLSearchParams(text)]
}

/** A change of the authorization request parameters shows in the request object if there is one, else in the form. */
const placed = (changes: readonly Change[], signed: boolean): readonly Change[] =>
  changes.map((change) => {
    if (change.part !== 'params') return change
    return signed ? { ...change, part: 'request_object', place: 'claims' } : { ...change, part: 'form' }
  })

export function formView(text: string, part: 'form' | 'query', all: readonly Change[]): Markup {
  const pairs = pairsOf(text)
  const changes = placed(
    all,
    pairs.some(([name]) => name === 'request'),
  )
  const own = changes.find((change) => change.part === part)
  const rows = pairs.map(([name, value]) => {
    const inside = changes.find((change) => change.part !== null && change.part === jwtParameters[name]) ?? null
    return rowView({ name, value, inside, touched: own?.changed.has(name) ?? false })
  })
  return html`<dl class="rows">${rows}${[...(own?.removed ?? [])].map(removedRow)}</dl>`
}

function cut(text: string): { readonly shown: string; readonly note: Markup } {
  if (text.length <= MOST) return { shown: text, note: nothing }
  return {
    shown: text.slice(0, MOST),
    note: html`<p class="cut">Cut here: ${text.length - MOST} more characters are in exchanges.har.</p>`,
  }
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", nbsp: ' ' }

/** What a reader of the page would see, roughly: for a look, not for a judgement. */
function pageText(page: string): string {
  return page
    .replace(/<(script|style|head)\b[\s\S]*?<\/\1\s*>/gi, ' ')
    .replace(/<[^>]*>/g, '\n')
    .replace(/&(#?\w{1,6});/g, (whole, name: string) => entities[name.toLowerCase()] ?? whole)
    .replace(/[ \t\r]+/g, ' ')
    .replace(/\s*\n\s*/g, '\n')
    .trim()
}

function pageView(page: string): Markup {
  const text = cut(pageText(page))
  const source = cut(page)
  return html`<p class="none">Text of the page</p><pre class="body">${tagged(text.shown)}</pre>${text.note}<details class="fold"><summary>Source of the page</summary><pre class="body">${tagged(source.shown)}</pre>${source.note}</details>`
}

/** A body in the form that suits its type; for a request the changes of the case are marked, for an answer what is wrong. */
export function bodyView(
  body: string | null,
  headers: HeaderLines,
  changes: readonly Change[],
  marks: readonly PayloadMark[] = [],
): Markup {
  if (body === null || body === '') return html`<p class="none">No body</p>`
  const type = headerValue(headers, 'content-type').toLowerCase()
  if (type.includes('x-www-form-urlencoded')) return formView(body, 'form', changes)
  if (isRecordedJwt(body.trim())) return jwtView(body.trim(), null)
  if (/^\s*</.test(body) && type.includes('html')) return pageView(body)
  if (marks.length > 0 && /^\s*[{[]/.test(body)) return payloadView(body, marks)
  const { shown, note } = cut(/^\s*[{[]/.test(body) ? prettyJson(body) : body)
  return html`<pre class="body">${tagged(shown)}</pre>${note}`
}
