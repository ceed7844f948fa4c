import { type AnyNode, type Element, isTag } from 'domhandler'
import { isMarkedAsError } from './errorMarks.ts'
import { asksForMore, isEmptyText } from './fieldNature.ts'
import { isRelevant } from './harmless.ts'
import type { Control, Page } from './pageModel.ts'
import { says } from './words.ts'

/** The buttons or links by which the user answers the question of a page. */
export interface Decision {
  readonly approve: Control | null
  readonly deny: Control | null
}

/** The button to agree of a page whose buttons do something in a browser only; null: there is none. */
export function scriptedApproval(page: Page): Control | null {
  const { approve, deny } = findDecision(page, true)
  return deny === null ? null : approve
}

const LONGEST_LABEL = 80
/** Marks in `name`, `value`, `id`, `class` or address of buttons whose text says nothing. */
const APPROVE_MARK = /(?:^|[^a-z])(?:allow|agree|accept|authori[sz]e|approve|grant|confirm)(?![a-z])/i
const DENY_MARK = /(?:^|[^a-z])(?:cancel|deny|denied|decline|reject|refuse|abort|disagree)(?![a-z])/i
const THANKS = /\b(?:thanks|thank you|danke|merci|gracias|obrigad[oa]|dank|bedankt|grazie)\b/i

/**
 * Finds how the user agrees and how the user refuses on this page. Error pages have neither: a button that leads home from
 * there is no question.
 * @param scripted whether buttons without a form work, as they do in a browser
 */
export function findDecision(page: Page, scripted: boolean): Decision {
  const none: Decision = { approve: null, deny: null }
  if (page.status >= 400) return none
  const pressable = page.controls.filter((control) => isPressable(control, scripted) && isRelevant(page, control))
  const deny = best(pressable, denyScore)
  const approve = best(
    pressable.filter((control) => control !== deny.control),
    (control) => {
      const score = approveScore(control, deny.control !== null)
      return waitsForInput(page, control, score) ? 0 : score
    },
  )
  if (isMarkedAsError(page) && (approve.score < STRONG || deny.control === null)) return none
  return { approve: approve.control, deny: deny.control }
}

/** From here on the text itself says that the user agrees. */
const STRONG = 70

/** 100 the text is the word, 80 it contains it, below: weaker evidence; 0 none. */
function approveScore(control: Control, besideDeny: boolean): number {
  const { label, kind } = control
  if (label.length > LONGEST_LABEL || saysNo(label) > 0 || isElsewhere(control)) return 0
  const strong = says(label, 'approve')
  const penalty = kind === 'link' ? 10 : 0
  if (strong > 0) return (strong === 2 ? 100 : 80) - penalty
  const weak = says(label, 'proceed')
  if (weak > 0 && (kind !== 'link' || besideDeny)) return (weak === 2 ? 60 : 50) - penalty
  if (kind === 'link') return 0
  if (says(label, 'negation') > 0) return 0
  if (APPROVE_MARK.test(marksOf(control)) || /^(?:yes|true)$/i.test(control.value)) return 40
  return besideDeny && kind === 'submit' ? 20 : 0
}

/** A button beside a field that has to be filled in first is no answer; a note may stay empty beside a clear word. */
function waitsForInput(page: Page, { form }: Control, score: number): boolean {
  return page.controls.some((field) => {
    const open = field.form === form && field.shown && !field.disabled
    if (!open || (field.kind !== 'text' && field.kind !== 'password') || !isRelevant(page, field)) return false
    return field.kind === 'password' || asksForMore(field) || (isEmptyText(field) && (field.required || score < STRONG))
  })
}

function denyScore(control: Control): number {
  const { label, kind } = control
  if (label.length > LONGEST_LABEL || isElsewhere(control)) return 0
  const said = saysNo(label)
  if (said > 0) return (said === 2 ? 100 : 70) - (kind === 'link' ? 10 : 0)
  if (says(label, 'approve') > 0 || says(label, 'proceed') > 0) return 0
  return DENY_MARK.test(marksOf(control)) || /^(?:no|false)$/i.test(control.value) ? 40 : 0
}

/** "Cancel", "No", "Do not allow", "No, thanks"; not "No account yet?". */
function saysNo(label: string): 0 | 1 | 2 {
  const said = says(label, 'deny')
  if (said > 0) return said
  const negated = says(label, 'negation')
  if (negated !== 1) return negated
  return says(label, 'approve') > 0 || says(label, 'proceed') > 0 || THANKS.test(label) ? 1 : 0
}

/** Leads away from the question: help, other accounts, social logins, menus, cookie notices. */
function isElsewhere({ label, kind, peripheral, element }: Control): boolean {
  if (isInCookieNotice(element)) return true
  if (says(label, 'approve') === 2 || says(label, 'deny') === 2) return false
  if (kind === 'link' && peripheral) return true
  if (says(label, 'cookie') > 0 || says(label, 'register') > 0) return true
  if (says(label, 'deny') > 0 || (kind !== 'link' && says(label, 'approve') > 0)) return false
  return says(label, 'otherWay') > 0
}

const COOKIE_NOTICE = /cookie|onetrust|gdpr|didomi|usercentrics/i

/** Cookie notices ask to accept or reject, too, and stand on any page. */
function isInCookieNotice(element: Element): boolean {
  for (let at: AnyNode | null = element; at !== null && isTag(at) && at.name !== 'body'; at = at.parent)
    if (COOKIE_NOTICE.test(`${at.attribs.id} ${at.attribs.class}`)) return true
  return false
}

function marksOf({ name, value, id, href, element }: Control): string {
  const { attribs } = element
  const path = URL.parse(href ?? attribs.formaction ?? '', 'https://x.invalid')
  return [
    name,
    value,
    id,
    attribs.class,
    attribs['data-action'],
    attribs['data-testid'],
    path?.pathname,
    path?.search,
  ].join(' ')
}

const SETS_VALUE = /value|action|checked|preventDefault|return false/i

/** Whether a press does anything. */
export function isPressable(control: Control, scripted: boolean): boolean {
  if (!control.shown || control.disabled) return false
  // What such a button sends is settled by its script: without it, refusing may send the same as agreeing.
  if (control.kind === 'submit') return scripted || !SETS_VALUE.test(control.element.attribs.onclick ?? '')
  if (control.kind === 'link') return scripted || control.href !== null
  return scripted && control.kind === 'button'
}

function best(
  controls: readonly Control[],
  scoreOf: (control: Control) => number,
): { readonly control: Control | null; readonly score: number } {
  let found: { control: Control | null; score: number } = { control: null, score: 0 }
  for (const control of controls) {
    const score = scoreOf(control)
    if (score > found.score) found = { control, score }
  }
  return found
}
