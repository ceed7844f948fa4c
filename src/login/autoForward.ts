import type { Element } from 'domhandler'
import { closest, elementsOf } from './htmlTree.ts'
import type { Page } from './pageModel.ts'
import { resolveUrl } from './resolveUrl.ts'

/** Where a page sends the browser without anybody pressing anything. */
export type Forward = { readonly kind: 'url'; readonly url: string } | { readonly kind: 'form'; readonly form: number }

const NOSCRIPT = new Set(['noscript'])
/** A slower refresh is a session time-out and not a way on. */
const LONGEST_DELAY_S = 10
const SUBMITS = /\.\s*(?:submit|requestSubmit|click)\s*(?:\(|\.call)/
/** A script that does nothing but go elsewhere; the address is a literal. */
const GOES_TO =
  /^(?:(?:window|document|self|top)\s*\.\s*)?location(?:\s*\.\s*href)?\s*(?:=|\.\s*(?:replace|assign)\s*\()\s*(["'])([^"']+)\1\s*\)?\s*;?$/

/**
 * Finds how a page forwards a browser by itself: `Refresh` header or `meta refresh`, a form of hidden fields that a script
 * submits (form_post responses, SAML hops), or a script that only sets the location.
 * @param refresh value of the `Refresh` header, null without one
 */
export function autoForward(page: Page, refresh: string | null): Forward | null {
  const elements = page.root === null ? [] : [page.root, ...elementsOf(page.root)]
  const form = selfSubmitting(page, elements)
  if (form !== null) return { kind: 'form', form }
  const metas = elements.filter(
    ({ name, attribs }) => name === 'meta' && /^refresh$/i.test(attribs['http-equiv'] ?? ''),
  )
  for (const content of [refresh, ...metas.map(({ attribs }) => attribs.content ?? '')]) {
    const url = content === null ? null : refreshTarget(content, page)
    if (url !== null) return { kind: 'url', url }
  }
  return scriptTarget(page, elements)
}

function refreshTarget(content: string, page: Page): string | null {
  const match = /^\s*(\d+(?:\.\d*)?)\s*[;,]\s*(?:url\s*=\s*)?(["']?)(.*)\2\s*$/i.exec(content)
  if (match === null || Number(match[1]) > LONGEST_DELAY_S) return null
  const url = resolveUrl(match[3] ?? '', page.base)
  return url === null || url === page.url ? null : url
}

/** The one form with nothing to fill in that a script sends off. */
function selfSubmitting(page: Page, elements: readonly Element[]): number | null {
  // Links in the frame around the page ask nothing.
  const visible = page.controls.filter(
    (control) =>
      control.shown && closest(control.element, NOSCRIPT) === null && !(control.kind === 'link' && control.peripheral),
  )
  if (visible.some(({ kind }) => kind !== 'submit' && kind !== 'button') || visible.length > 1) return null
  const index = page.forms.findIndex((_, form) =>
    page.controls.some(
      (control) => control.form === form && (control.kind === 'hidden' || closest(control.element, NOSCRIPT) !== null),
    ),
  )
  if (page.forms.length !== 1 || index < 0) return null
  const scripts = elements.filter(({ name }) => name === 'script')
  // With its button inside `noscript`, the form is made for a script to send, wherever that script stands.
  if (visible.length === 0) return scripts.length > 0 || hasOnloadSubmit(elements) ? index : null
  return hasOnloadSubmit(elements) || scripts.some(runsSubmit) ? index : null
}

function hasOnloadSubmit(elements: readonly Element[]): boolean {
  return elements.some(({ name, attribs }) => name === 'body' && /submit|click/i.test(attribs.onload ?? ''))
}

/** A call inside a function that only a click runs does not count. */
function runsSubmit(script: Element): boolean {
  const code = script.children.map((child) => ('data' in child ? child.data : '')).join('')
  if (!SUBMITS.test(code)) return false
  const deferred = /\bfunction\b|=>/.test(code)
  return !deferred || /onload|DOMContentLoaded|["']load["']|setTimeout|\(\s*(?:function\b|\(\s*\)\s*=>)/.test(code)
}

function scriptTarget(page: Page, elements: readonly Element[]): Forward | null {
  if (page.controls.some(({ shown, kind }) => shown && kind !== 'link')) return null
  for (const script of elements.filter(({ name }) => name === 'script')) {
    const code = script.children.map((child) => ('data' in child ? child.data : '')).join('')
    const match = GOES_TO.exec(code.replace(/<!--|-->|\/\*[\s\S]*?\*\//g, '').trim())
    const url =
      match === null ? null : resolveUrl((match[2] ?? '').replaceAll('\\/', '/').replaceAll('\\u0026', '&'), page.base)
    if (url !== null && url !== page.url) return { kind: 'url', url }
  }
  return null
}
