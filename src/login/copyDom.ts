/** The few members of the DOM that are used below; this file's code runs in the page, the compiler has no DOM library. */
interface DomNode {
  readonly nodeType: number
  readonly childNodes: Iterable<DomNode>
}

interface DomElement extends DomNode {
  readonly localName: string
  readonly outerHTML: string
  readonly shadowRoot: { readonly childNodes: Iterable<DomNode> } | null
  readonly type?: string
  readonly value?: string
  readonly checked?: boolean
  readonly selected?: boolean
  readonly validity?: { readonly valid: boolean }
  readonly validationMessage?: string
  setAttribute(name: string, value: string): void
  removeAttribute(name: string): void
  append(...nodes: (DomNode | string)[]): void
  checkVisibility(options: { readonly visibilityProperty: boolean }): boolean
  getBoundingClientRect(): {
    readonly width: number
    readonly height: number
    readonly right: number
    readonly bottom: number
  }
}

interface DomDocument {
  readonly documentElement: DomElement
  readonly implementation: { createHTMLDocument(title: string): DomDocument }
  importNode(node: DomNode, deep: boolean): DomNode
}

declare const document: DomDocument
declare const scrollX: number
declare const scrollY: number
declare const location: { readonly href: string }

/** Names of the attributes that the copy gets. */
export interface CopyMarks {
  readonly reference: string
  readonly hidden: string
  readonly invalid: string
}

export interface DomCopy {
  readonly html: string
  readonly url: string
  /** Live elements; an element's place is the value of the copy's reference attribute. */
  readonly elements: readonly unknown[]
}

/**
 * Runs in the page: copies its tree with what cannot be read off HTML written into attributes. Every element is numbered,
 * those that style sheets hide are marked, values and ticks are the present ones (never that of a password field), open shadow
 * trees are unfolded into their hosts. Changes nothing in the page. Must not use anything outside itself.
 */
export function copyDom({ reference, hidden, invalid }: CopyMarks): DomCopy {
  const elements: DomElement[] = []
  // A document of its own: copies made in the page would load their pictures and run the code of custom elements.
  const inert = document.implementation.createHTMLDocument('')
  const leftOut = new Set(['style', 'noscript', 'template', 'canvas', 'video', 'audio', 'object', 'embed', 'frameset'])
  const neverDrawn = new Set(['head', 'title', 'base', 'meta', 'link', 'script', 'option', 'optgroup', 'datalist'])
  const notTyped = new Set(['password', 'hidden', 'submit', 'button', 'reset', 'image', 'checkbox', 'radio', 'file'])

  const isDrawn = (element: DomElement): boolean => element.checkVisibility({ visibilityProperty: true })

  const isSeen = (element: DomElement): boolean => {
    if (neverDrawn.has(element.localName)) return true
    if (!isDrawn(element)) return false
    if (element.localName !== 'input' || element.type === 'hidden') return true
    // Fields outside the page, or a dot in size, are traps for robots.
    const { width, height, right, bottom } = element.getBoundingClientRect()
    return width > 1 && height > 1 && right + scrollX > 0 && bottom + scrollY > 0
  }

  const copyState = (from: DomElement, to: DomElement): void => {
    const flag = (name: string, on: boolean | undefined): void => {
      if (on === true) to.setAttribute(name, '')
      else to.removeAttribute(name)
    }
    if (from.localName === 'option') flag('selected', from.selected)
    if (from.localName === 'textarea') to.append(from.value ?? '')
    if (from.localName !== 'input') return
    if (from.type === 'checkbox' || from.type === 'radio') flag('checked', from.checked)
    if (from.type === 'password') to.removeAttribute('value')
    if (!notTyped.has(from.type ?? '')) to.setAttribute('value', from.value ?? '')
    // What the browser would say to the user who presses the button.
    if (from.value !== '' && from.validity?.valid === false) to.setAttribute(invalid, from.validationMessage ?? '')
  }

  const copy = (element: DomElement): DomElement => {
    const twin = inert.importNode(element, false) as DomElement
    twin.setAttribute(reference, String(elements.push(element) - 1))
    if (!isSeen(element)) twin.setAttribute(hidden, '')
    copyState(element, twin)
    if (['script', 'svg', 'iframe', 'textarea'].includes(element.localName)) return twin
    for (const child of [...(element.shadowRoot?.childNodes ?? []), ...element.childNodes]) {
      if (child.nodeType === 3) twin.append(inert.importNode(child, false))
      else if (child.nodeType === 1 && !leftOut.has((child as DomElement).localName))
        twin.append(copy(child as DomElement))
    }
    return twin
  }

  const twin = copy(document.documentElement)
  return { html: twin.outerHTML, url: location.href, elements }
}
