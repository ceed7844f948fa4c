import type { Element } from 'domhandler'
import type { LoginConfig } from '../profile/types.ts'
import { chooseTicks, hasDecisionRadios } from './chooseTicks.ts'
import { describeControl } from './describePage.ts'
import { errorText, isMarkedAsError } from './errorMarks.ts'
import { type Decision, findDecision } from './findDecision.ts'
import { findLogin, type LoginForm } from './findLogin.ts'
import { isRelevant } from './harmless.ts'
import { type Memory, type Move, type Next, type Stuck, timesMade } from './moves.ts'
import type { Control, Page } from './pageModel.ts'
import { MOST_SENDS } from './passwordGuard.ts'
import { find, stepMove } from './stepMove.ts'
import { says } from './words.ts'

export interface MoveContext {
  readonly config: LoginConfig
  readonly action: 'approve' | 'cancel'
  readonly memory: Memory
  /** Whether buttons without a form work, as they do in a browser. */
  readonly scripted: boolean
}

/** A consent page that comes back more often is going round in circles. */
const MOST_PRESSES = 2

/**
 * Decides what a user does next on a page. Both drivers ask this; it is pure.
 * Order: explicit steps, refusal, login, agreement, choice of an account; a page with fields that none of these answers is
 * `stuck`, every other page is `rest`.
 */
export function nextMove(page: Page, context: MoveContext): Next {
  const next = decide(page, context)
  if (next.kind !== 'move' || timesMade(context.memory, page, next) < MOST_PRESSES) return next
  const button = next.press === null ? 'sending the form' : `pressing "${labelOf(page, next.press)}"`
  return stuck(`the same page came back after ${button} ${MOST_PRESSES} times${saying(page)}`, null)
}

/** Whether the page asks the user anything: log in, agree, or fill in something unknown. */
export function asksSomething(page: Page, config: LoginConfig, scripted: boolean): boolean {
  const { approve, deny } = findDecision(page, scripted)
  if (approve !== null || deny !== null || findLogin(page, scripted, config.username) !== null) return true
  const selectors = [
    ...(config.steps ?? []).flatMap((step) => ('click' in step ? [step.click] : Object.keys(step.fill))),
  ]
  if (page.status < 400 && selectors.some((selector) => find(page, selector) !== null)) return true
  return unknownField(page) !== null || (page.captcha !== null && page.status < 400)
}

function decide(page: Page, context: MoveContext): Next {
  const { config, action, memory, scripted } = context
  const decision = findDecision(page, scripted)
  const explicitCancel = action === 'cancel' && config.cancel !== null ? find(page, config.cancel) : null
  if (explicitCancel !== null) return press('deny', page, explicitCancel, 'deny')
  const steps = config.steps ?? []
  const step = stepMove(page, steps, memory.stepsUsed, config, action === 'cancel' && decision.deny !== null)
  if (step.kind !== 'rest') return step.kind === 'move' && step.sendsPassword ? (refusal(page, memory) ?? step) : step
  const login = findLogin(page, scripted, config.username)
  if (login !== null) {
    // One page may ask for the password and for consent at once; then refusing needs no password.
    const asksBoth = says(login.submit?.label ?? '', 'approve') > 0 && decision.deny !== null
    if (action === 'cancel' && asksBoth && decision.deny !== null)
      return press('deny', page, decision.deny.element, 'deny')
    return loginMove(page, login, context)
  }
  return answerMove(page, decision, action, scripted) ?? chooserMove(page, context) ?? unknownOrRest(page)
}

function answerMove(
  page: Page,
  { approve, deny }: Decision,
  action: 'approve' | 'cancel',
  scripted: boolean,
): Next | null {
  const byRadio = approve?.form != null && hasDecisionRadios(page, approve.form)
  if (action === 'approve' || byRadio) {
    if (approve === null) return null
    return press(
      action === 'cancel' ? 'deny' : 'approve',
      page,
      approve.element,
      action === 'cancel' ? 'deny' : 'approve',
    )
  }
  if (deny !== null) return press('deny', page, deny.element, 'deny')
  if (approve === null) return null
  const hint = scripted ? '' : ' that works without JavaScript'
  return stuck(`no button or link to refuse${hint} was found; name it in "login.cancel"`, 'login.cancel')
}

function loginMove(page: Page, login: LoginForm, context: MoveContext): Next {
  const { config, memory, scripted } = context
  const { username, password, submit, unknown, form } = login
  const refused = password === null ? null : refusal(page, memory)
  if (refused !== null) return refused
  if (page.captcha !== null) return stuck(`the login page has a captcha ("${page.captcha}")`, page.captcha)
  if (unknown !== null) {
    const field = describeControl(unknown)
    return stuck(
      `the login page asks for more than user name and password: field ${field} is unknown; give "login.steps"`,
      field,
    )
  }
  const fills = new Map<Control, string>()
  if (username !== null && !username.readonly) fills.set(username, userValue(username, config.username))
  if (password !== null) fills.set(password, config.password)
  const nameless = [...fills.keys()].find(({ name }) => name === '')
  if (nameless !== undefined && !scripted) {
    return stuck(
      `field ${describeControl(nameless)} has no name, so the form sends it only by JavaScript; use "driver: browser"`,
      describeControl(nameless),
    )
  }
  const sentBefore = memory.usernameSends.get(new URL(page.url).origin) ?? 0
  if (password === null && sentBefore > 0) {
    return stuck(`the page that asks for the user name came back after it was sent${saying(page)}`, 'login.username')
  }
  const choices = chooseTicks(page, form, null)
  return {
    kind: 'move',
    purpose: password === null ? 'username' : 'login',
    fills: new Map([...choices.fills, ...fills]),
    ticks: choices.ticks,
    press: submit?.element ?? null,
    form,
    sendsPassword: password !== null,
    stepsUsed: memory.stepsUsed,
  }
}

/** The login page after the password was sent means that it was not taken: sending it again could lock the account. */
function refusal(page: Page, memory: Memory): Stuck | null {
  const again = memory.passwordOrigins.has(new URL(page.url).origin)
  if (!again && memory.passwordSends < MOST_SENDS) return null
  return stuck(`the login page came back after the password was sent${saying(page)}`, 'login.password')
}

function userValue(field: Control, username: string): string {
  return field.options.find(({ value, text }) => value === username || text === username)?.value ?? username
}

/** "Choose an account": the button that shows the user name. */
function chooserMove(page: Page, { config, memory }: MoveContext): Move | null {
  if (page.status >= 400 || ![page.title, ...page.headings].some((text) => says(text, 'chooser') > 0)) return null
  const wanted = config.username.toLowerCase()
  const account = page.controls.find(
    (control) =>
      control.shown &&
      ['submit', 'button', 'link'].includes(control.kind) &&
      `${control.label} ${control.value}`.toLowerCase().includes(wanted),
  )
  return account === undefined ? null : { ...press('choose', page, account.element, null), stepsUsed: memory.stepsUsed }
}

function unknownOrRest(page: Page): Next {
  const field = unknownField(page)
  if (field !== null) {
    const code =
      says(`${field.label} ${field.name} ${field.placeholder}`, 'oneTimeCode') > 0 ||
      field.autocomplete.includes('one-time-code')
    const what = code ? 'a one-time code, which cannot be given by rule' : 'something that no rule answers'
    return stuck(
      `the page asks for ${what}: field ${describeControl(field)}; use a test user without it or give "login.steps"`,
      describeControl(field),
    )
  }
  if (page.captcha !== null && page.status < 400)
    return stuck(`the page has a captcha ("${page.captcha}")`, page.captcha)
  return { kind: 'rest' }
}

/** A field that waits for the user on a page that is no error page. */
function unknownField(page: Page): Control | null {
  if (page.status >= 400 || isMarkedAsError(page)) return null
  const kinds = ['text', 'password', 'select', 'radio', 'checkbox', 'file']
  return (
    page.controls.find((control) => kinds.includes(control.kind) && !control.disabled && isRelevant(page, control)) ??
    null
  )
}

function press(purpose: Move['purpose'], page: Page, element: Element, answer: 'approve' | 'deny' | null): Move {
  const form = page.controls.find((control) => control.element === element)?.form ?? null
  const isLink = element.name === 'a'
  const { ticks, fills } = isLink ? { ticks: new Map(), fills: new Map() } : chooseTicks(page, form, answer)
  return { kind: 'move', purpose, fills, ticks, press: element, form, sendsPassword: false, stepsUsed: 0 }
}

function labelOf(page: Page, element: Element): string {
  return page.controls.find((control) => control.element === element)?.label ?? element.name
}

function saying(page: Page): string {
  const text = errorText(page)
  return text === '' ? '' : `; the page says "${text}"`
}

function stuck(message: string, missed: string | null): Stuck {
  return { kind: 'stuck', message, missed }
}
