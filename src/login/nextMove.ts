import type { Element } from 'domhandler'
import type { LoginConfig } from '../profile/types.ts'
import { hasDecisionRadios } from './chooseTicks.ts'
import { describeControl } from './describePage.ts'
import { isMarkedAsError } from './errorMarks.ts'
import { type Decision, findDecision, scriptedApproval } from './findDecision.ts'
import { findLogin, type LoginForm } from './findLogin.ts'
import { isRelevant } from './harmless.ts'
import { loginMove, refusal } from './loginMove.ts'
import { type Memory, type Next, timesMade } from './moves.ts'
import type { Control, Page } from './pageModel.ts'
import { chooserMove, entryMove, findEntry, returnMove, skipMove } from './passingMove.ts'
import { pressMove, saying, stuckAt } from './pressMove.ts'
import { find, stepMove } from './stepMove.ts'
import { says } from './words.ts'

export interface MoveContext {
  readonly config: LoginConfig
  readonly action: 'approve' | 'cancel'
  readonly memory: Memory
  /** Whether buttons without a form work, as they do in a browser. */
  readonly scripted: boolean
  /** Redirect URIs of the client. */
  readonly callbacks: readonly string[]
}

/** A consent page that comes back more often is going round in circles. */
const MOST_PRESSES = 2
const FIELD_KINDS = new Set(['text', 'password', 'select', 'radio', 'checkbox', 'file'])

/**
 * Decides what a user does next on a page. Both drivers ask this; it is pure.
 * Order: explicit refusal, explicit steps, login, way back to the client, offers passed over, choice of an account, agreement or refusal, way to the login; a
 * page with fields that none of these answers is `stuck`, every other page is `rest`.
 */
export function nextMove(page: Page, context: MoveContext): Next {
  const next = decide(page, context)
  if (next.kind !== 'move' || timesMade(context.memory, page, next) < MOST_PRESSES) return next
  const button = next.press === null ? 'sending the form' : `pressing "${labelOf(page, next.press)}"`
  return stuckAt(`the same page came back after ${button} ${MOST_PRESSES} times${saying(page)}`, null)
}

/** Whether the page asks the user anything: log in, agree, or fill in something unknown. */
export function asksSomething(page: Page, config: LoginConfig, scripted: boolean): boolean {
  const { approve, deny } = findDecision(page, scripted)
  if (approve !== null || deny !== null || findLogin(page, scripted, config.username) !== null) return true
  const selectors = (config.steps ?? []).flatMap((step) => ('click' in step ? [step.click] : Object.keys(step.fill)))
  if (page.status < 400 && selectors.some((selector) => find(page, selector) !== null)) return true
  if (findEntry(page, scripted) !== null) return true
  return unknownField(page) !== null || (page.captcha !== null && page.status < 400)
}

function decide(page: Page, context: MoveContext): Next {
  const { config, action, memory, scripted, callbacks } = context
  const decision = findDecision(page, scripted)
  const explicitCancel = action === 'cancel' && config.cancel !== null ? find(page, config.cancel) : null
  if (explicitCancel !== null) return pressMove(page, explicitCancel, 'deny', 'deny')
  const refuses = action === 'cancel' && decision.deny !== null
  const step = stepMove(page, config.steps ?? [], memory.stepsUsed, config, refuses)
  if (step.kind === 'stuck') return step
  if (step.kind === 'move') return step.sendsPassword ? (refusal(page, memory, scripted) ?? step) : step
  const login = findLogin(page, scripted, config.username)
  if (login !== null) {
    const next = loginMove(page, login, context)
    const refusing = action === 'cancel' && next.kind === 'move' && asksBoth(login, decision)
    return refusing && decision.deny !== null ? { ...next, purpose: 'deny', press: decision.deny.element } : next
  }
  return (
    returnMove(page, decision, callbacks) ??
    skipMove(page, decision, scripted) ??
    chooserMove(page, config.username, scripted) ??
    answerMove(page, decision, action, scripted) ??
    entryMove(page, scripted) ??
    (scripted ? null : withoutScript(page)) ??
    unknownOrRest(page)
  )
}

/** One page may ask for the password and for consent at once. */
function asksBoth({ submit, form }: LoginForm, { deny }: Decision): boolean {
  return deny?.form === form && says(submit?.label ?? '', 'approve') > 0
}

function answerMove(page: Page, decision: Decision, action: 'approve' | 'cancel', scripted: boolean): Next | null {
  const { approve, deny } = decision
  const answer = action === 'approve' ? 'approve' : 'deny'
  const byRadio = approve !== null && approve.form !== null && hasDecisionRadios(page, approve.form)
  if (answer === 'approve' || byRadio) return approve === null ? null : pressMove(page, approve.element, answer, answer)
  if (deny !== null) return pressMove(page, deny.element, 'deny', 'deny')
  if (approve === null) return null
  const [hint, other] = scripted ? ['', ''] : [' that works without JavaScript', ', or use "driver: browser"']
  return stuckAt(`no button or link to refuse${hint} was found; name it in "login.cancel"${other}`, 'login.cancel')
}

/** Buttons outside forms, or of a kind that sends nothing: the question is clear, and there is no way to answer it. */
function withoutScript(page: Page): Next | null {
  const approve = scriptedApproval(page)
  if (approve === null) return null
  return stuckAt(`"${approve.label}" does nothing without JavaScript; use "driver: browser"`, describeControl(approve))
}

function unknownOrRest(page: Page): Next {
  const field = unknownField(page)
  if (field !== null) {
    const words = `${field.label} ${field.name} ${field.placeholder}`
    const isCode = says(words, 'oneTimeCode') > 0 || field.autocomplete.includes('one-time-code')
    const what = isCode ? 'a one-time code, which cannot be given by rule' : 'something that no rule answers'
    const name = describeControl(field)
    return stuckAt(`the page asks for ${what}: field ${name}; use a test user without it or give "login.steps"`, name)
  }
  if (page.captcha !== null && page.status < 400)
    return stuckAt(`the page has a captcha ("${page.captcha}")`, page.captcha)
  return { kind: 'rest' }
}

/** A field that waits for the user on a page that is no error page. */
function unknownField(page: Page): Control | null {
  if (page.status >= 400 || isMarkedAsError(page)) return null
  const waits = (control: Control): boolean =>
    FIELD_KINDS.has(control.kind) && !control.disabled && isRelevant(page, control)
  return page.controls.find(waits) ?? null
}

function labelOf(page: Page, element: Element): string {
  return page.controls.find((control) => control.element === element)?.label ?? element.name
}
