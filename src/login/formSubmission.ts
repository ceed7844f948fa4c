import type { Control, Form, Page } from './pageModel.ts'
import { resolveUrl } from './resolveUrl.ts'

/** What the user changed on the page before sending it. */
export interface Entries {
  /** Text typed, or value chosen of a select. */
  readonly fills: ReadonlyMap<Control, string>
  /** Tick boxes and radio buttons ticked (true) or cleared. */
  readonly ticks: ReadonlyMap<Control, boolean>
}

export interface Submission {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly body: string | null
  readonly contentType: string | null
  /** Names and values sent, for guards. */
  readonly entries: readonly (readonly [name: string, value: string])[]
}

const MULTIPART_BOUNDARY = '----assay-form-boundary-7d81b516112482'
/** `Control.type` of the button that sends the pointer position instead of a value. */
const IMAGE = 'image'

/** The first button that sends the form: Enter in a field presses it (HTML, "implicit submission"). */
export function defaultButton(page: Page, form: number): Control | null {
  return (
    page.controls.find((control) => control.form === form && control.kind === 'submit' && !control.disabled) ?? null
  )
}

/**
 * Builds the request a browser would send for the form (HTML, "constructing the entry list"), in UTF-8.
 * @returns null where the form does nothing without JavaScript (`javascript:` action, `method=dialog`)
 */
export function submitForm(page: Page, index: number, changed: Entries, submitter: Control | null): Submission | null {
  const form = page.forms[index]
  if (form === undefined) return null
  const method = override(submitter, 'formmethod', form.method)
  const url = actionOf(page, form, submitter)
  if (url === null || method === 'dialog') return null
  const entries = entryList(page, index, changed, submitter)
  if (method !== 'post') {
    const target = new URL(url)
    target.search = toQuery(entries)
    return { method: 'GET', url: target.href, body: null, contentType: null, entries }
  }
  return { method: 'POST', url, ...encode(entries, override(submitter, 'formenctype', form.enctype)), entries }
}

function override(submitter: Control | null, attribute: string, otherwise: string): string {
  return (submitter?.element.attribs[attribute] ?? otherwise).toLowerCase()
}

function actionOf(page: Page, form: Form, submitter: Control | null): string | null {
  const formaction = submitter?.element.attribs.formaction?.trim()
  if (formaction === undefined || formaction === '') return form.action
  const url = resolveUrl(formaction, page.base)
  return url !== null && /^https?:/.test(url) ? url : null
}

function entryList(page: Page, index: number, changed: Entries, submitter: Control | null): [string, string][] {
  const entries: [string, string][] = []
  for (const control of page.controls) {
    if (control.form !== index || control.disabled) continue
    if (control.kind === 'submit' && control.type === IMAGE && control === submitter) {
      const prefix = control.name === '' ? '' : `${control.name}.`
      entries.push([`${prefix}x`, '0'], [`${prefix}y`, '0'])
    } else if (control.name !== '') {
      for (const value of valuesOf(control, page, changed, submitter)) entries.push([control.name, value])
    }
  }
  return entries
}

function valuesOf(control: Control, page: Page, changed: Entries, submitter: Control | null): string[] {
  const filled = changed.fills.get(control)
  switch (control.kind) {
    case 'submit':
      return control === submitter ? [control.value] : []
    case 'button':
    case 'link':
      return []
    case 'checkbox':
    case 'radio':
      return isTicked(control, page, changed) ? [control.element.attribs.value ?? 'on'] : []
    case 'select': {
      if (filled !== undefined) return [filled]
      return control.options.filter(({ selected, disabled }) => selected && !disabled).map(({ value }) => value)
    }
    case 'file':
      return ['']
    case 'hidden':
      return [control.name === '_charset_' ? 'UTF-8' : control.value]
    default:
      return [(filled ?? control.value).replace(/\r\n|\r|\n/g, '\r\n')]
  }
}

function isTicked(control: Control, page: Page, changed: Entries): boolean {
  const ticked = changed.ticks.get(control)
  if (ticked !== undefined) return ticked
  if (control.kind === 'checkbox') return control.checked
  const otherTicked = page.controls.some(
    (other) =>
      other.kind === 'radio' && other.form === control.form && other.name === control.name && changed.ticks.get(other),
  )
  return control.checked && !otherTicked
}

function encode(
  entries: readonly (readonly [string, string])[],
  enctype: string,
): { readonly body: string; readonly contentType: string } {
  if (enctype === 'multipart/form-data') {
    const parts = entries.map(
      ([name, value]) =>
        `--${MULTIPART_BOUNDARY}\r\nContent-Disposition: form-data; name="${name.replaceAll('"', '%22')}"\r\n\r\n${value}\r\n`,
    )
    return {
      body: `${parts.join('')}--${MULTIPART_BOUNDARY}--\r\n`,
      contentType: `multipart/form-data; boundary=${MULTIPART_BOUNDARY}`,
    }
  }
  if (enctype === 'text/plain') {
    return { body: entries.map(([name, value]) => `${name}=${value}\r\n`).join(''), contentType: 'text/plain' }
  }
  const body = toQuery(entries)
  return { body, contentType: 'application/x-www-form-urlencoded' }
}

function toQuery(entries: readonly (readonly [string, string])[]): string {
  const query = new URLSearchParams()
  for (const [name, value] of entries) query.append(name, value)
  return query.toString()
}
