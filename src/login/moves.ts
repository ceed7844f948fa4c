import type { Element } from 'domhandler'
import type { Control, Page } from './pageModel.ts'

/** What the driver does next on a page: fill, tick, then press. */
export interface Move {
  readonly kind: 'move'
  readonly purpose: 'login' | 'username' | 'approve' | 'deny' | 'choose' | 'step'
  readonly fills: ReadonlyMap<Control, string>
  readonly ticks: ReadonlyMap<Control, boolean>
  /** Button or link to press; null: Enter in the form. */
  readonly press: Element | null
  readonly form: number | null
  readonly sendsPassword: boolean
  /** Number of explicit steps done with this move, from the first one on. */
  readonly stepsUsed: number
}

/** The page asks for nothing that leads on. */
export interface Rest {
  readonly kind: 'rest'
}

export interface Stuck {
  readonly kind: 'stuck'
  readonly message: string
  /** Field or selector that was missed, null if nothing was. */
  readonly missed: string | null
}

export type Next = Move | Rest | Stuck

/** What happened so far in a visit; changed by `remember` only. */
export interface Memory {
  /** Origins of pages that the password was sent from. */
  readonly passwordOrigins: Set<string>
  passwordSends: number
  readonly usernameSends: Map<string, number>
  /** How often the same button was pressed on the same page. */
  readonly presses: Map<string, number>
  stepsUsed: number
  /** The user has said no. */
  refused: boolean
}

export function newMemory(): Memory {
  return {
    passwordOrigins: new Set(),
    passwordSends: 0,
    usernameSends: new Map(),
    presses: new Map(),
    stepsUsed: 0,
    refused: false,
  }
}

/** Notes a move that is about to be made. */
export function remember(memory: Memory, page: Page, move: Move): void {
  const { origin } = new URL(page.url)
  if (move.sendsPassword) {
    memory.passwordOrigins.add(origin)
    memory.passwordSends += 1
  }
  if (move.purpose === 'username') memory.usernameSends.set(origin, (memory.usernameSends.get(origin) ?? 0) + 1)
  const key = pressKey(page, move)
  memory.presses.set(key, (memory.presses.get(key) ?? 0) + 1)
  memory.stepsUsed = Math.max(memory.stepsUsed, move.stepsUsed)
  memory.refused ||= move.purpose === 'deny'
}

/** How often this move was made before on a page at the same path that looked the same. */
export function timesMade(memory: Memory, page: Page, move: Move): number {
  return memory.presses.get(pressKey(page, move)) ?? 0
}

function pressKey(page: Page, move: Move): string {
  const { origin, pathname } = new URL(page.url)
  return JSON.stringify([origin, pathname, page.title, page.text, move.purpose, move.press?.attribs ?? null])
}
