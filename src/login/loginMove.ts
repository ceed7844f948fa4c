import type { LoginConfig } from '../profile/types.ts'
import { chooseTicks } from './chooseTicks.ts'
import { describeControl } from './describePage.ts'
import type { LoginForm } from './findLogin.ts'
import { elementsOf } from './htmlTree.ts'
import type { Memory, Move, Stuck } from './moves.ts'
import type { Control, Page } from './pageModel.ts'
import { MOST_SENDS } from './passwordGuard.ts'
import { saying, stuckAt } from './pressMove.ts'

export interface LoginContext {
  readonly config: LoginConfig
  readonly memory: Memory
  readonly scripted: boolean
}

/** Fills in the login form, unless it asks for more than the user has or has refused the user before. */
export function loginMove(page: Page, login: LoginForm, context: LoginContext): Move | Stuck {
  const { memory, config, scripted } = context
  const { password, submit, unknown, form } = login
  const refused = password === null ? null : refusal(page, memory, scripted)
  if (refused !== null) return refused
  if (page.captcha !== null) return stuckAt(`the login page has a captcha ("${page.captcha}")`, page.captcha)
  if (unknown !== null) {
    const field = describeControl(unknown)
    const message = `the login page asks for more than user name and password: field ${field} is unknown`
    return stuckAt(`${message}; give "login.steps"`, field)
  }
  const fills = credentials(login, config)
  const nameless = [...fills.keys()].find(({ name }) => name === '')
  if (nameless !== undefined && !scripted) {
    const field = describeControl(nameless)
    return stuckAt(`field ${field} has no name, so the form sends it only by JavaScript; use "driver: browser"`, field)
  }
  const sentBefore = memory.usernameSends.get(new URL(page.url).origin) ?? 0
  if (password === null && sentBefore > 0) {
    return stuckAt(`the page that asks for the user name came back after it was sent${saying(page)}`, 'login.username')
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
export function refusal(page: Page, memory: Memory, scripted: boolean): Stuck | null {
  const again = memory.passwordOrigins.has(new URL(page.url).origin)
  if (!again && memory.passwordSends < MOST_SENDS) return null
  const hint =
    scripted || !hasScript(page) ? '' : '; if they are right, the form may need its script: "driver: browser"'
  const message = `the login page came back after the password was sent${saying(page)}`
  return stuckAt(`${message}; check "login.username" and "login.password"${hint}`, 'login.password')
}

function hasScript({ root }: Page): boolean {
  return (
    root !== null &&
    [...elementsOf(root)].some(({ name, attribs }) => name === 'script' || attribs.onsubmit !== undefined)
  )
}

function credentials({ username, password }: LoginForm, config: LoginConfig): Map<Control, string> {
  const fills = new Map<Control, string>()
  if (username !== null && !username.readonly) {
    const listed = username.options.find(({ value, text }) => value === config.username || text === config.username)
    fills.set(username, listed?.value ?? config.username)
  }
  if (password !== null) fills.set(password, config.password)
  return fills
}
