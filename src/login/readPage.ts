import type { AnyNode, Element } from 'domhandler'
import { elementsOf, INVALID_MARK, isShown, parseHtml, shownText, squeeze } from './htmlTree.ts'
import type { Form, Page } from './pageModel.ts'
import { readControls } from './readControls.ts'
import { resolveUrl, withoutFragment } from './resolveUrl.ts'
import { says } from './words.ts'

const HEADINGS = new Set(['h1', 'h2', 'h3', 'legend'])
const ERROR_CLASS = /error|Error|danger|(?:^|\s)(?:alert|invalid-feedback|help-block|notification)(?:\s|$)/
const LONGEST_ERROR = 300

/**
 * Reads a page: forms, fields, buttons, links and visible text. Judges nothing.
 * @param html as received; broken HTML is read as browsers read it
 * @param url address of the page
 * @param status HTTP status it came with
 */
export function readPage(html: string, url: string, status: number): Page {
  const document = parseHtml(html)
  const all = [...elementsOf(document)]
  const baseHref = all.find(({ name, attribs }) => name === 'base' && attribs.href !== undefined)?.attribs.href
  const address = withoutFragment(url)
  const base = (baseHref === undefined ? null : resolveUrl(baseHref, address)) ?? address
  const formElements = all.filter(({ name }) => name === 'form')
  const controls = readControls(document, formElements, base)
  const title = all.find(({ name }) => name === 'title')
  return {
    url: address,
    status,
    root: all[0] ?? null,
    title: title === undefined ? '' : squeeze(textOf(title)),
    text: shownText(document),
    headings: all
      .filter(({ name }) => HEADINGS.has(name))
      .filter(isShown)
      .map(shownText),
    forms: formElements.map((element) => readForm(element, address, base)),
    controls,
    errors: readErrors(all),
    captcha: findCaptcha(all),
    noscript: squeeze(
      all
        .filter(({ name }) => name === 'noscript')
        .map(shownText)
        .join(' '),
    ),
    base,
  }
}

/** Text of an element that is not shown itself, such as `title`. */
function textOf(element: Element): string {
  return element.children.map((child: AnyNode) => ('data' in child ? child.data : '')).join('')
}

function readForm(element: Element, address: string, base: string): Form {
  const { attribs } = element
  const action = (attribs.action ?? '').trim()
  // An empty action means the page's own address, whatever `base` says (HTML, "form submission algorithm" step 12).
  const url = action === '' ? address : resolveUrl(action, base)
  const headings = [...elementsOf(element)].filter(({ name }) => HEADINGS.has(name)).map(shownText)
  const about = [attribs.id, attribs.name, attribs.class, attribs.role, attribs['aria-label']]
  return {
    element,
    method: (attribs.method ?? 'get').toLowerCase(),
    action: url !== null && /^https?:/.test(url) ? url : null,
    enctype: (attribs.enctype ?? '').toLowerCase(),
    about: squeeze([...about, lastSegment(url)].filter((part) => part !== undefined).join(' ')),
    heading: headings.join(' '),
  }
}

function lastSegment(url: string | null): string {
  return url === null ? '' : (URL.parse(url)?.pathname.split('/').filter(Boolean).at(-1) ?? '')
}

function isErrorPlace({ attribs }: Element): boolean {
  if (attribs.role === 'alert' || attribs['aria-live'] === 'assertive') return true
  return ERROR_CLASS.test(attribs.class ?? '') || (attribs.id ?? '').includes('error')
}

function readErrors(all: readonly Element[]): string[] {
  const places = all.filter(isErrorPlace).filter(isShown)
  const texts = places.map(shownText).filter((text) => text !== '' && text.length <= LONGEST_ERROR)
  const invalid = all.flatMap(({ attribs }) => attribs[INVALID_MARK] ?? [])
  return [...new Set([...texts, ...invalid])]
}

function findCaptcha(all: readonly Element[]): string | null {
  for (const element of all) {
    const { name, attribs } = element
    const words = [
      attribs.class,
      attribs.id,
      name === 'iframe' ? attribs.title : '',
      name === 'input' ? attribs.name : '',
    ]
    const source = name === 'iframe' || name === 'img' ? (attribs.src ?? '') : ''
    const names = words.some((word) => says(word ?? '', 'captcha') > 0)
    if ((names || /captcha|turnstile|challenges\.cloudflare/i.test(source)) && isShown(element)) {
      return squeeze(words.filter(Boolean).join(' ')) || source
    }
  }
  return null
}
