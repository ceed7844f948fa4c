import { type AnyNode, type Document, type Element, isTag, isText } from 'domhandler'
import { parse } from 'parse5'
import { adapter } from 'parse5-htmlparser2-tree-adapter'

/** Attribute by which a browser's snapshot marks what its style sheets hide. */
export const HIDDEN_MARK = 'data-assay-hidden'

/** Attribute in which a browser's snapshot keeps why a field would not be sent as it is filled. */
export const INVALID_MARK = 'data-assay-invalid'

const NEVER_SHOWN = new Set(['script', 'style', 'template', 'head', 'title', 'meta', 'link', 'noembed', 'noframes'])
const INLINE = new Set([
  'a',
  'abbr',
  'b',
  'bdi',
  'cite',
  'code',
  'em',
  'font',
  'i',
  'kbd',
  'mark',
  's',
  'small',
  'span',
])
const INLINE_STRONG = new Set(['strong', 'sub', 'sup', 'tt', 'u', 'var', 'wbr'])

/** Parses as a browser without JavaScript does: the content of `noscript` counts. Never throws. */
export function parseHtml(html: string): Document {
  return parse(html, { treeAdapter: adapter, scriptingEnabled: false })
}

/** All elements below the node, in document order; content of `template` is left out. */
export function* elementsOf(node: AnyNode): Generator<Element> {
  if (!('children' in node)) return
  for (const child of node.children) {
    if (!isTag(child)) continue
    yield child
    if (child.name !== 'template') yield* elementsOf(child)
  }
}

/** The nearest ancestor (or the element itself) with one of these tag names. */
export function closest(element: Element, names: ReadonlySet<string>): Element | null {
  for (let at: AnyNode | null = element; at !== null; at = at.parent) {
    if (isTag(at) && names.has(at.name)) return at
  }
  return null
}

/** White space folded to single blanks. */
export function squeeze(text: string): string {
  return text.replace(/[\s\u00a0]+/g, ' ').trim()
}

function hidesItself(element: Element): boolean {
  const { attribs } = element
  if (attribs.hidden !== undefined || attribs[HIDDEN_MARK] !== undefined) return true
  return /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)/i.test(attribs.style ?? '')
}

/**
 * Whether a user can see the element, as far as the page says so without its style sheets: attribute `hidden`, inline
 * style, closed `dialog`, or the marks of a browser's snapshot.
 */
export function isShown(element: Element): boolean {
  for (let at: AnyNode | null = element; at !== null; at = at.parent) {
    if (!isTag(at)) continue
    if (NEVER_SHOWN.has(at.name) || hidesItself(at)) return false
    if (at.name === 'dialog' && at.attribs.open === undefined) return false
  }
  return true
}

/** Text that a user sees below the node, white space folded. */
export function shownText(node: AnyNode): string {
  const parts: string[] = []
  collect(node, parts)
  return squeeze(parts.join(''))
}

function collect(node: AnyNode, into: string[]): void {
  if (isText(node)) {
    into.push(node.data)
    return
  }
  if (isTag(node)) {
    if (NEVER_SHOWN.has(node.name) || hidesItself(node) || node.name === 'option') return
    if (node.name === 'img' && node.attribs.alt !== undefined) into.push(` ${node.attribs.alt} `)
  }
  if (!('children' in node)) return
  const block = isTag(node) && !INLINE.has(node.name) && !INLINE_STRONG.has(node.name)
  if (block) into.push(' ')
  for (const child of node.children) collect(child, into)
  if (block) into.push(' ')
}
