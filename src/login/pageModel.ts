import type { Element } from 'domhandler'

export type ControlKind =
  | 'text'
  | 'password'
  | 'checkbox'
  | 'radio'
  | 'select'
  | 'hidden'
  | 'file'
  /** Sends its form. */
  | 'submit'
  /** Does something only with JavaScript. */
  | 'button'
  | 'link'

export interface Option {
  readonly value: string
  readonly text: string
  readonly selected: boolean
  readonly disabled: boolean
}

/** A field, button or link of a page. */
export interface Control {
  readonly element: Element
  readonly kind: ControlKind
  /** `type` of an `input` in lower case; `textarea` for one; else ''. */
  readonly type: string
  /** Index into `Page.forms`, null outside every form. */
  readonly form: number | null
  readonly name: string
  readonly id: string
  /** What the user reads for it: label of a field, text of a button or link. */
  readonly label: string
  readonly placeholder: string
  readonly autocomplete: string
  readonly value: string
  readonly shown: boolean
  readonly disabled: boolean
  readonly readonly: boolean
  readonly required: boolean
  readonly checked: boolean
  readonly options: readonly Option[]
  /** Absolute target of a link, null if it leads nowhere without JavaScript. */
  readonly href: string | null
  /** Inside `nav`, `header` or `footer`. */
  readonly peripheral: boolean
}

export interface Form {
  readonly element: Element
  /** `get`, `post` or `dialog`. */
  readonly method: string
  /** Absolute URL; null if it is none (`javascript:`). */
  readonly action: string | null
  readonly enctype: string
  /** Attributes that tell what the form is for, and the last segment of its action. */
  readonly about: string
  /** Headings inside the form. */
  readonly heading: string
}

/** What stands on a page, before anybody asks what it means. */
export interface Page {
  /** Address of the page, without fragment. */
  readonly url: string
  readonly status: number
  readonly root: Element | null
  readonly title: string
  /** Visible text, white space folded. */
  readonly text: string
  /** Texts of headings. */
  readonly headings: readonly string[]
  readonly forms: readonly Form[]
  /** In document order. */
  readonly controls: readonly Control[]
  /** What the page marks as an error message. */
  readonly errors: readonly string[]
  /** Name of a captcha widget on the page. */
  readonly captcha: string | null
  /** Text inside `noscript`. */
  readonly noscript: string
  /** Base URL that relative links resolve against. */
  readonly base: string
}
