import type { RecordedResponse } from '../wire/types.ts'
import { headerOf } from './responseHeaders.ts'

/** What a browser is given instead of an answer from the network. */
export interface BrowserAnswer {
  readonly responseCode: number
  readonly responseHeaders: { readonly name: string; readonly value: string }[]
  /** base64. */
  readonly body: string
}

/** They describe the bytes on the wire, which the browser does not see, or would make it open connections. */
const DROPPED = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-encoding',
  'content-length',
  'content-disposition',
  'alt-svc',
])
const TEXT = /^\s*(?:text\/|application\/(?:json|javascript|xml|xhtml\+xml|ecmascript)|[\w.-]+\/[\w.-]+\+(?:json|xml))/i
/** For these a browser stays on the page before, so that there would be nothing to look at. */
const WITHOUT_PAGE = new Set([204, 205, 304])

/**
 * Turns an answer of the wire into one for the browser. The wire's body is text already, so the charset becomes UTF-8.
 * @param isPage whether the browser is to show it: what it would download is shown as text
 */
export function browserAnswer(response: RecordedResponse, isPage: boolean): BrowserAnswer {
  const kept = response.headers.filter(
    ([name]) => !DROPPED.has(name.toLowerCase()) && name.toLowerCase() !== 'content-type',
  )
  const type = headerOf(response.headers, 'content-type')
  const headers = kept.map(([name, value]) => ({ name, value }))
  const shownType = contentType(type, isPage)
  if (shownType !== null) headers.push({ name: 'content-type', value: shownType })
  return {
    responseCode: isPage && WITHOUT_PAGE.has(response.status) ? 200 : response.status,
    responseHeaders: headers,
    body: Buffer.from(response.body, 'utf8').toString('base64'),
  }
}

function contentType(type: string | null, isPage: boolean): string | null {
  if (type === null) return isPage ? 'text/html; charset=utf-8' : null
  const [media = ''] = type.split(';')
  if (TEXT.test(type)) return `${media.trim()}; charset=utf-8`
  return isPage ? 'text/plain; charset=utf-8' : type
}

/** An answer without content, for pictures, fonts and films: the wire carries text only. */
export const NO_CONTENT: BrowserAnswer = { responseCode: 204, responseHeaders: [], body: '' }
