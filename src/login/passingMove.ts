import type { Element } from 'domhandler'
import { carriesResponse, isRedirectUri, isResponseParameter } from './callbackUrl.ts'
import { isMarkedAsError } from './errorMarks.ts'
import { type Decision, isPressable } from './findDecision.ts'
import { elementsOf } from './htmlTree.ts'
import type { Move } from './moves.ts'
import type { Control, Page } from './pageModel.ts'
import { pressMove } from './pressMove.ts'
import { type Meaning, says } from './words.ts'

/** Passes over an offer on the way, such as to set up a second factor. */
export function skipMove(page: Page, { approve }: Decision, scripted: boolean): Move | null {
  if (page.status >= 400 || (approve !== null && says(approve.label, 'approve') > 0)) return null
  const skip = page.controls.find((control) => isPressable(control, scripted) && says(control.label, 'skip') === 2)
  return skip === undefined ? null : pressMove(page, skip.element, 'choose', null)
}

/**
 * Presses the link or button that is the authorization response: servers may bring the user back by other means than a
 * redirect (RFC 6749 section 1.7). Error pages are left alone.
 */
export function returnMove(page: Page, { deny }: Decision, callbacks: readonly string[]): Move | null {
  // Who can refuse has still to choose.
  if (page.status >= 400 || deny !== null) return null
  const leadsBack = (control: Control): boolean => {
    const target = responseOf(page, control)
    return control.shown && !control.disabled && target !== null && isRedirectUri(target, callbacks)
  }
  // Of several ways back each is another answer.
  const [way, other] = page.controls.filter(leadsBack)
  return way === undefined || other !== undefined ? null : pressMove(page, way.element, 'choose', null)
}

/** Where a link or the form of a button goes, if it takes an authorization response along; null: it does not. */
function responseOf(page: Page, { kind, href, form }: Control): string | null {
  if (kind === 'link') return href !== null && carriesResponse(new URL(href)) ? href : null
  const action = kind === 'submit' && form !== null ? (page.forms[form]?.action ?? null) : null
  if (action === null) return null
  const names = page.controls.filter((field) => field.kind === 'hidden' && field.form === form).map(({ name }) => name)
  return carriesResponse(new URL(action)) || names.some(isResponseParameter) ? action : null
}

/** "Choose an account": presses the one that shows the user name. */
export function chooserMove(page: Page, username: string, scripted: boolean): Move | null {
  const asks = [page.title, ...page.headings].some((text) => says(text, 'chooser') > 0)
  if (page.status >= 400 || !asks) return null
  const account = page.controls.find(
    (control) =>
      isPressable(control, scripted) &&
      `${control.label} ${control.value}`.toLowerCase().includes(username.toLowerCase()),
  )
  return account === undefined ? null : pressMove(page, account.element, 'choose', null)
}

/** Presses the button of a page before the login page. */
export function entryMove(page: Page, scripted: boolean): Move | null {
  const entry = findEntry(page, scripted)
  return entry === null ? null : pressMove(page, entry.element, 'choose', null)
}

/** The button to log in of a page that has no login form. Error pages that lead back there are left alone. */
export function findEntry(page: Page, scripted: boolean): Control | null {
  if (page.status >= 400 || isMarkedAsError(page) || says(page.text, 'error') > 0) return null
  const buttons = page.controls.filter(
    (control) =>
      isPressable(control, scripted) &&
      !control.peripheral &&
      looksLikeButton(control) &&
      says(control.label, 'otherWay') === 0 &&
      says(control.label, 'register') === 0,
  )
  const saying = (meaning: Meaning): Control | undefined => buttons.find(({ label }) => says(label, meaning) > 0)
  // A page that offers several ways to log in names the one by password.
  return saying('password') ?? saying('login') ?? null
}

function looksLikeButton({ kind, element }: Control): boolean {
  return (
    kind !== 'link' || /btn|button/i.test(`${element.attribs.class} ${element.attribs.role}`) || holdsButton(element)
  )
}

function holdsButton(element: Element): boolean {
  return [...elementsOf(element)].some(({ name }) => name === 'button')
}
