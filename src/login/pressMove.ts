import type { Element } from 'domhandler'
import { chooseTicks } from './chooseTicks.ts'
import { errorText } from './errorMarks.ts'
import type { Move, Stuck } from './moves.ts'
import type { Control, Page } from './pageModel.ts'

/**
 * The move that presses a button or link, with what has to be ticked in its form.
 * @param answer whether the user agrees or refuses; null where nothing is asked
 */
export function pressMove(
  page: Page,
  element: Element,
  purpose: Move['purpose'],
  answer: 'approve' | 'deny' | null,
): Move {
  const form = page.controls.find((control) => control.element === element)?.form ?? null
  const nothing = { ticks: new Map<Control, boolean>(), fills: new Map<Control, string>() }
  const { ticks, fills } = element.name === 'a' ? nothing : chooseTicks(page, form, answer)
  return { kind: 'move', purpose, fills, ticks, press: element, form, sendsPassword: false, stepsUsed: 0 }
}

/** @param missed field or selector that was missed, null if nothing was */
export function stuckAt(message: string, missed: string | null): Stuck {
  return { kind: 'stuck', message, missed }
}

/** What the page says is wrong, as the end of a message. */
export function saying(page: Page): string {
  const text = errorText(page)
  return text === '' ? '' : `; the page says "${text}"`
}
