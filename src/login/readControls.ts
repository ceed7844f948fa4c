import { type Document, type Element, isTag } from 'domhandler'
import { closest, elementsOf, isShown, shownText } from './htmlTree.ts'
import { indexLabels, type LabelIndex, labelOfButton, labelOfField } from './labelOf.ts'
import type { Control, ControlKind, Option } from './pageModel.ts'
import { resolveUrl } from './resolveUrl.ts'

const FORM = new Set(['form'])
const FIELDSET = new Set(['fieldset'])
const PERIPHERAL = new Set(['nav', 'header', 'footer'])
const TABLE_PARTS = new Set(['table', 'tbody', 'thead', 'tfoot', 'tr'])

const INPUT_KINDS: Readonly<Record<string, ControlKind>> = {
  password: 'password',
  checkbox: 'checkbox',
  radio: 'radio',
  hidden: 'hidden',
  file: 'file',
  submit: 'submit',
  image: 'submit',
  button: 'button',
  reset: 'button',
}

/** Every field, button and link of the document, each with the form it belongs to (HTML, "form owner"). */
export function readControls(document: Document, forms: readonly Element[], base: string): Control[] {
  const labels = indexLabels(document)
  const controls: Control[] = []
  let tableForm: number | null = null
  for (const element of elementsOf(document)) {
    const formIndex = element.name === 'form' ? forms.indexOf(element) : -1
    if (formIndex >= 0) {
      // A form opened between table rows is closed at once by the parser, but browsers keep it as owner of what follows.
      const betweenRows = isTag(element.parent ?? element) && TABLE_PARTS.has((element.parent as Element).name)
      tableForm = betweenRows ? formIndex : tableForm
    }
    const kind = kindOf(element)
    if (kind !== null)
      controls.push(readControl(element, kind, ownerOf(element, forms, labels, tableForm), labels, base))
  }
  return controls
}

function kindOf(element: Element): ControlKind | null {
  const { name, attribs } = element
  if (name === 'input') return INPUT_KINDS[(attribs.type ?? '').toLowerCase()] ?? 'text'
  if (name === 'textarea') return 'text'
  if (name === 'select') return 'select'
  if (name === 'button') return /^(?:button|reset)$/i.test(attribs.type ?? '') ? 'button' : 'submit'
  if (name === 'a' && attribs.href !== undefined) return 'link'
  const acts = name === 'a' || name === 'summary' || attribs.role === 'button' || attribs.role === 'link'
  return acts ? 'button' : null
}

function ownerOf(
  element: Element,
  forms: readonly Element[],
  labels: LabelIndex,
  tableForm: number | null,
): number | null {
  const named = element.attribs.form === undefined ? undefined : labels.byId.get(element.attribs.form)
  const owner = named ?? closest(element, FORM)
  if (owner === null) return tableForm !== null && closest(element, TABLE_PARTS) !== null ? tableForm : null
  const index = forms.indexOf(owner)
  return index < 0 ? null : index
}

function readControl(
  element: Element,
  kind: ControlKind,
  form: number | null,
  labels: LabelIndex,
  base: string,
): Control {
  const { attribs, name } = element
  const options = name === 'select' ? readOptions(element) : []
  const isField = ['text', 'password', 'checkbox', 'radio', 'select', 'file'].includes(kind)
  return {
    element,
    // Outside a form nothing is sent: such a button works by JavaScript only.
    kind: kind === 'submit' && form === null ? 'button' : kind,
    type: name === 'textarea' ? 'textarea' : name === 'input' ? (attribs.type ?? 'text').toLowerCase() : '',
    form,
    name: attribs.name ?? '',
    id: attribs.id ?? '',
    label: isField ? labelOfField(element, labels) : labelOfButton(element),
    placeholder: attribs.placeholder ?? '',
    autocomplete: (attribs.autocomplete ?? '').toLowerCase(),
    value: name === 'select' ? (options.find((option) => option.selected)?.value ?? '') : valueIn(element),
    shown: kind !== 'hidden' && isShown(element) && !isAside(element),
    disabled: attribs.disabled !== undefined || closest(element, FIELDSET)?.attribs.disabled !== undefined,
    readonly: attribs.readonly !== undefined,
    required: attribs.required !== undefined || attribs['aria-required'] === 'true',
    checked: attribs.checked !== undefined,
    options,
    href: kind === 'link' ? linkTarget(attribs.href ?? '', base) : null,
    peripheral: closest(element, PERIPHERAL) !== null,
  }
}

/** Fields that are kept from people who use a screen reader are traps for robots. */
function isAside(element: Element): boolean {
  for (let at = element.parent; at !== null; at = at.parent) {
    if (isTag(at) && at.attribs['aria-hidden'] === 'true') return true
  }
  return element.attribs['aria-hidden'] === 'true'
}

function valueIn(element: Element): string {
  if (element.name !== 'textarea') return element.attribs.value ?? ''
  return element.children.map((child) => ('data' in child ? child.data : '')).join('')
}

function readOptions(select: Element): Option[] {
  const elements = [...elementsOf(select)].filter(({ name }) => name === 'option')
  const chosen = elements.some(({ attribs }) => attribs.selected !== undefined)
  const enabled = elements.filter(({ attribs }) => attribs.disabled === undefined)
  const byDefault = chosen || select.attribs.multiple !== undefined ? undefined : enabled[0]
  return elements.map((option) => {
    const text = option.children.map((child) => ('data' in child ? child.data : shownText(child))).join('')
    return {
      value: option.attribs.value ?? text.trim(),
      text: text.trim(),
      selected: option.attribs.selected !== undefined || option === byDefault,
      disabled: option.attribs.disabled !== undefined,
    }
  })
}

function linkTarget(href: string, base: string): string | null {
  if (href.trim() === '' || href.trim().startsWith('#')) return null
  const url = resolveUrl(href, base)
  return url === null || url.startsWith('javascript:') || url.startsWith('mailto:') || url.startsWith('tel:')
    ? null
    : url
}
