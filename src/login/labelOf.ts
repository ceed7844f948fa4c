import { type AnyNode, type Element, isTag } from 'domhandler'
import { closest, elementsOf, shownText, squeeze } from './htmlTree.ts'

const LABEL = new Set(['label'])
const FIELDS = new Set(['input', 'select', 'textarea', 'button'])
/** Longer text beside a field is a paragraph, not its label. */
const LONGEST = 80

/** Finds labels by the `id` they belong to. */
export interface LabelIndex {
  /** Text of all `<label for=id>`. */
  readonly byFor: ReadonlyMap<string, string>
  readonly byId: ReadonlyMap<string, Element>
}

/** Reads all labels and ids of the tree once. */
export function indexLabels(root: AnyNode): LabelIndex {
  const byFor = new Map<string, string>()
  const byId = new Map<string, Element>()
  for (const element of elementsOf(root)) {
    const { id } = element.attribs
    if (id !== undefined && !byId.has(id)) byId.set(id, element)
    const target = element.name === 'label' ? element.attribs.for : undefined
    if (target !== undefined) byFor.set(target, squeeze(`${byFor.get(target) ?? ''} ${shownText(element)}`))
  }
  return { byFor, byId }
}

/** What a user reads for a field: its label, else `aria-label` or `title`, else the text before (or after) it. */
export function labelOfField(element: Element, index: LabelIndex): string {
  const { attribs } = element
  const byReference = (attribs['aria-labelledby'] ?? '')
    .split(/\s+/)
    .map((id) => index.byId.get(id))
    .map((labelling) => (labelling === undefined ? '' : shownText(labelling)))
    .join(' ')
  const around = closest(element, LABEL)
  const candidates = [
    byReference,
    index.byFor.get(attribs.id ?? '') ?? '',
    around === null ? '' : shownText(around),
    attribs['aria-label'] ?? '',
    attribs.title ?? '',
    textBeside(element),
  ]
  return candidates.map(squeeze).find((text) => text !== '') ?? ''
}

/** What a user reads on a button or link. */
export function labelOfButton(element: Element): string {
  const { attribs } = element
  const value = element.name === 'input' ? (attribs.value ?? attribs.alt ?? '') : ''
  const candidates = [shownText(element), value, attribs['aria-label'] ?? '', attribs.title ?? '']
  return candidates.map(squeeze).find((text) => text !== '') ?? ''
}

/** Pages without `label` put the text in front of the field or in the table cell before it; after it for tick boxes. */
function textBeside(element: Element): string {
  const ticks = element.attribs.type === 'checkbox' || element.attribs.type === 'radio'
  const side = ticks ? 'next' : 'prev'
  let at: AnyNode = element
  for (let up = 0; up < 3; up += 1) {
    for (let sibling: AnyNode | null = at[side]; sibling !== null; sibling = sibling[side]) {
      if (isTag(sibling) && holdsField(sibling)) break
      const text = shownText(sibling)
      if (text !== '') return text.length <= LONGEST ? text : ''
    }
    const parent: AnyNode | null = at.parent
    if (parent === null || !isTag(parent) || parent.name === 'form') return ''
    at = parent
  }
  return ''
}

function holdsField(element: Element): boolean {
  if (FIELDS.has(element.name)) return true
  for (const inner of elementsOf(element)) if (FIELDS.has(inner.name)) return true
  return false
}
