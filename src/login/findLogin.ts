import { isMarkedAsError } from './errorMarks.ts'
import { asksForMore, isEmptyText, takesUsername } from './fieldNature.ts'
import { isHarmless } from './harmless.ts'
import type { Control, Page } from './pageModel.ts'
import { says } from './words.ts'

/** A form (or a group of fields without one) that asks who the user is. */
export interface LoginForm {
  readonly form: number | null
  /** Null if the page knows the user already. */
  readonly username: Control | null
  /** Null on the first page of a two-page login. */
  readonly password: Control | null
  readonly submit: Control | null
  /** A field that must be filled and that user name and password do not answer: captcha, second factor. */
  readonly unknown: Control | null
}

/** A name alone is evidence enough to take a field for the user name where no password field stands beside it. */
const STRONG = 10
const NAME_PARTS =
  /user|login|logon|e-?mail|benutzer|kennung|identifiant|usuario|utente|utilizador|gebruiker|identifier/i

/**
 * Finds the form that asks for the password, or else the one that asks for the user name alone.
 * @param scripted whether buttons outside forms work, as they do in a browser
 * @param username value the user would choose in a list of users
 */
export function findLogin(page: Page, scripted: boolean, username: string): LoginForm | null {
  const groups = [...page.forms.keys(), null]
  const failed = page.status >= 400 || isMarkedAsError(page)
  const scored = groups
    .filter((group) => !(failed && isAround(page, group)))
    .map((group) => ({ group, score: Math.max(passwordScore(page, group), identifierScore(page, group)) }))
    .filter(({ score, group }) => score > 0 && (group !== null || scripted))
  const best = scored.sort((left, right) => right.score - left.score)[0]
  return best === undefined ? null : describe(page, best.group, username)
}

/** The login of the whole site, in the frame around every page. */
const isAround = (page: Page, group: number | null): boolean =>
  fieldsOf(page, group).every(({ peripheral }) => peripheral)

function describe(page: Page, group: number | null, username: string): LoginForm {
  const fields = fieldsOf(page, group)
  const password = passwordsOf(fields)[0] ?? null
  const user = usernameField(fields, password) ?? userList(fields, username)
  const unknown = fields.find(
    (field) =>
      field !== user &&
      field !== password &&
      (field.kind === 'password' || asksForMore(field) || (field.required && isEmptyText(field))),
  )
  return { form: group, username: user, password, submit: submitOf(page, group), unknown: unknown ?? null }
}

/** Above 0 if the group asks for the password of a known user; registrations and password changes do not. */
function passwordScore(page: Page, group: number | null): number {
  const fields = fieldsOf(page, group)
  const passwords = passwordsOf(fields)
  if (passwords.length === 0) return 0
  const form = group === null ? undefined : page.forms[group]
  const about = form === undefined ? '' : `${form.about} ${form.heading}`
  const submit = submitOf(page, group)?.label ?? ''
  let score = 50
  if (passwords.length > 1) score -= 40
  if (passwords.some(({ autocomplete }) => autocomplete.includes('new-password'))) score -= 100
  if (passwords.some(({ autocomplete }) => autocomplete.includes('current-password'))) score += 20
  if (says(submit, 'register') > 0 && says(submit, 'login') === 0) score -= 60
  if (says(about, 'register') > 0) score -= 30
  if (says(submit, 'login') > 0) score += 15
  if (says(about, 'login') > 0) score += 10
  if (usernameField(fields, passwords[0] ?? null) !== null) score += 10
  return score - 5 * fields.filter((field) => field.kind === 'text' && isEmptyText(field)).length
}

/** Above 0 if the group asks for the user name alone. */
function identifierScore(page: Page, group: number | null): number {
  if (group !== null && isHarmless(page, group)) return 0
  const fields = fieldsOf(page, group)
  const user = usernameField(fields, null)
  if (passwordsOf(fields).length > 0 || user === null || usernameScore(user) < STRONG) return 0
  const submit = submitOf(page, group)
  if (submit === null || says(submit.label, 'register') > 0) return 0
  const leadsOn = says(submit.label, 'login') > 0 || says(submit.label, 'proceed') > 0
  const pageIsLogin = [page.title, ...page.headings].some((text) => says(text, 'login') > 0)
  return leadsOn || pageIsLogin || user.autocomplete.includes('username') ? 20 : 0
}

function fieldsOf(page: Page, group: number | null): Control[] {
  return page.controls.filter(
    (control) =>
      control.form === group &&
      control.shown &&
      !control.disabled &&
      (control.kind === 'text' || control.kind === 'password' || control.kind === 'select'),
  )
}

function passwordsOf(fields: readonly Control[]): Control[] {
  return fields.filter((field) => field.kind === 'password' && !field.autocomplete.includes('one-time-code'))
}

function usernameField(fields: readonly Control[], password: Control | null): Control | null {
  const before = password === null ? fields : fields.slice(0, fields.indexOf(password))
  const texts = before.filter((field) => takesUsername(field) && !asksForMore(field))
  const last = texts.at(-1)
  // The field right before the password is taken for the user name even if nothing names it.
  const score = (field: Control): number => usernameScore(field) + (password !== null && field === last ? 3 : 0)
  const best = texts.toSorted((left, right) => score(right) - score(left))[0]
  return best === undefined || score(best) <= 0 ? null : best
}

function usernameScore(field: Control): number {
  let score = 0
  if (/\b(?:username|email)\b/.test(field.autocomplete)) score += 20
  if (field.type === 'email') score += 10
  if (NAME_PARTS.test(field.name) || NAME_PARTS.test(field.id)) score += 10
  if (says(field.label, 'username') > 0 || says(field.placeholder, 'username') > 0) score += 10
  if (/tenant|domain|company|organi[sz]ation/i.test(`${field.name} ${field.id} ${field.label}`)) score -= 30
  return score
}

/** Test servers often let one pick the user from a list. */
function userList(fields: readonly Control[], username: string): Control | null {
  const lists = fields.filter(({ kind }) => kind === 'select')
  return lists.find(({ options }) => options.some(({ value, text }) => value === username || text === username)) ?? null
}

/** The button that logs in: not the one that cancels, registers, or leads to another way of logging in. */
function submitOf(page: Page, group: number | null): Control | null {
  const buttons = page.controls.filter((control) => control.form === group && control.shown && isButton(control))
  const best = buttons
    .map((button) => ({ button, score: submitScore(button) }))
    .sort((left, right) => right.score - left.score)[0]
  return best === undefined || best.score <= 0 ? null : best.button
}

/** A link without target is a button that a script serves. */
function isButton({ kind, href }: Control): boolean {
  return kind === 'submit' || kind === 'button' || (kind === 'link' && href === null)
}

function submitScore({ kind, label, name, value }: Control): number {
  let score = kind === 'submit' ? 10 : -5
  if (says(label, 'login') > 0 || says(name, 'login') === 2 || says(value, 'login') === 2) score += 20
  if (says(label, 'proceed') > 0 || says(label, 'approve') > 0) score += 10
  if (says(label, 'deny') > 0 || says(label, 'register') > 0) score -= 30
  if (says(label, 'otherWay') > 0) score -= 25
  return score
}
