import type { Control, Form, Page } from './pageModel.ts'
import { type Meaning, says } from './words.ts'

const ABOUT =
  /search|suche|recherche|buscar|zoek|pesquis|ricerca|newsletter|subscribe|cookie|(?:log|sign)[\s_-]?(?:out|off)/i
const LOGOUT = /\b(?:log|sign)[\s_-]?(?:out|off)\b/i
const BUTTON_SAYS: readonly Meaning[] = ['search', 'newsletter', 'cookie', 'language']

/**
 * Whether a form is a search box, language chooser, newsletter, cookie notice, contact form, way home or log-out button: forms that
 * stand on any page, error pages too, and ask nothing of a user who wants to go on.
 */
export function isHarmless(page: Page, index: number): boolean {
  const form = page.forms[index]
  if (form === undefined) return false
  const known = judged.get(form)
  if (known !== undefined) return known
  const harmless = judge(page, form, index)
  judged.set(form, harmless)
  return harmless
}

/** Asked about each control of a page, several times. */
const judged = new WeakMap<Form, boolean>()

function judge(page: Page, form: Form, index: number): boolean {
  const shown = page.controls.filter((control) => control.form === index && control.shown)
  if (shown.some(({ kind }) => kind === 'password')) return false
  if (ABOUT.test(form.about)) return true
  const buttons = shown.filter(({ kind }) => kind === 'submit' || kind === 'button')
  const fields = shown.filter((control) => !buttons.includes(control) && control.kind !== 'link')
  if (buttons.some(({ label }) => says(label, 'approve') > 0 || says(label, 'login') > 0)) return false
  if (buttons.some(isAccessory)) return true
  if (fields.length === 0 && buttons.length > 0 && buttons.every(({ label }) => says(label, 'otherWay') > 0))
    return true
  return fields.length > 0 && fields.every(isAccessory)
}

/** Whether a field or button belongs to searching, choosing a language, subscribing, writing a message or logging out. */
export function isAccessory(control: Control): boolean {
  if (control.type === 'search' || control.type === 'textarea' || LOGOUT.test(`${control.label} ${control.name}`))
    return true
  if (control.kind === 'submit' || control.kind === 'button') {
    return BUTTON_SAYS.some((meaning) => says(control.label, meaning) > 0) || says(control.name, 'language') === 2
  }
  const names = [control.label, control.name, control.id, control.placeholder]
  return names.some(
    (name) => says(name, 'search') === 2 || says(name, 'language') === 2 || says(name, 'newsletter') > 0,
  )
}

/** Whether a control is a part of the page that leads a login or consent on. */
export function isRelevant(page: Page, control: Control): boolean {
  if (!control.shown) return false
  return control.form === null ? !isAccessory(control) : !isHarmless(page, control.form)
}
