import { type DefaultTreeAdapterTypes, parse } from 'parse5'

type Node = DefaultTreeAdapterTypes.ChildNode | DefaultTreeAdapterTypes.Document
type Element = DefaultTreeAdapterTypes.Element

/** What the static markup of a page says; what scripts make of it cannot be seen here. */
export interface HtmlPage {
  /** Visible text, white space folded. */
  readonly text: string
  readonly hasPasswordField: boolean
  readonly hasForm: boolean
  /** Absolute URLs of what the page loads: scripts, styles, images, frames ... */
  readonly loads: readonly string[]
  /** Absolute URLs that the page links to or sends forms to. */
  readonly links: readonly string[]
  /** Content of the last `<meta name="referrer">`, null without one. */
  readonly referrerPolicy: string | null
}

const isElement = (node: Node): node is Element => 'tagName' in node

const attribute = (element: Element, name: string): string | null =>
  element.attrs.find((one) => one.name === name)?.value ?? null

/** Attributes that make the browser fetch something, by element. */
const LOADING: Readonly<Record<string, readonly string[]>> = {
  script: ['src'],
  img: ['src'],
  iframe: ['src'],
  frame: ['src'],
  embed: ['src'],
  object: ['data'],
  audio: ['src'],
  video: ['src', 'poster'],
  source: ['src'],
  track: ['src'],
  input: ['src'],
}
const LINKING: Readonly<Record<string, readonly string[]>> = { a: ['href'], area: ['href'], form: ['action'] }
/** `<link>` relations that only name another page. */
const NAMING_RELS = ['canonical', 'alternate', 'author', 'help', 'license', 'next', 'prev', 'search', 'me']
const INVISIBLE = ['script', 'style', 'template', 'noscript', 'head']

const urlsOf = (element: Element, table: Readonly<Record<string, readonly string[]>>): string[] =>
  (Object.hasOwn(table, element.tagName) ? (table[element.tagName] ?? []) : []).flatMap(
    (name) => attribute(element, name) ?? [],
  )

function linkLoads(element: Element): string[] {
  if (element.tagName !== 'link') return []
  const rels = (attribute(element, 'rel') ?? '').toLowerCase().split(/\s+/)
  return rels.every((rel) => NAMING_RELS.includes(rel))
    ? []
    : [attribute(element, 'href') ?? ''].filter((url) => url !== '')
}

/** All nodes in document order; a list instead of recursion, as pages may be nested deeply. */
function* walk(root: Node): Generator<{ node: Node; hidden: boolean }> {
  const open: { node: Node; hidden: boolean }[] = [{ node: root, hidden: false }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    yield next
    const { node, hidden } = next
    if (!('childNodes' in node)) continue
    const inside = hidden || (isElement(node) && INVISIBLE.includes(node.tagName))
    for (const child of node.childNodes.toReversed()) open.push({ node: child, hidden: inside })
  }
}

function absolute(urls: readonly string[], base: string): string[] {
  return urls.flatMap((url) => (URL.canParse(url, base) ? [new URL(url, base).href] : []))
}

/** Reads a page. `url` is where it came from; a `<base>` is respected. */
export function readHtml(html: string, url: string): HtmlPage {
  const elements: Element[] = []
  const words: string[] = []
  for (const { node, hidden } of walk(parse(html))) {
    if (isElement(node)) elements.push(node)
    else if (node.nodeName === '#text' && 'value' in node && !hidden) words.push(node.value)
  }
  const declared = elements.find(({ tagName }) => tagName === 'base')
  const href = declared ? attribute(declared, 'href') : null
  const base = href !== null && URL.canParse(href, url) ? new URL(href, url).href : url
  const metas = elements.filter((one) => one.tagName === 'meta' && attribute(one, 'name')?.toLowerCase() === 'referrer')
  return {
    text: words.join(' ').replace(/\s+/g, ' ').trim(),
    hasPasswordField: elements.some(
      (one) => one.tagName === 'input' && attribute(one, 'type')?.toLowerCase() === 'password',
    ),
    hasForm: elements.some(({ tagName }) => tagName === 'form' || tagName === 'button'),
    loads: absolute(
      elements.flatMap((one) => [...urlsOf(one, LOADING), ...linkLoads(one)]),
      base,
    ),
    links: absolute(
      elements.flatMap((one) => urlsOf(one, LINKING)),
      base,
    ),
    referrerPolicy: metas.map((one) => attribute(one, 'content') ?? '').at(-1) ?? null,
  }
}
