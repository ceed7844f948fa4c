import type { Page as BrowserPage, ElementHandle } from 'playwright-core'
import type { Look } from './lookAtFrame.ts'
import type { Move } from './moves.ts'
import type { Control } from './pageModel.ts'

/** A field that cannot be used within this time is covered or locked. */
const ACTION_TIMEOUT_MS = 3_000

/**
 * Fills, ticks and presses in the live page, with the events a user would cause.
 * @throws Error if a field is gone or cannot be used
 */
export async function makeMove(look: Look, move: Move, browserPage: BrowserPage): Promise<void> {
  let last: ElementHandle | null = null
  for (const [control, value] of move.fills) {
    last = await live(look, control)
    await fill(last, control, value)
  }
  for (const [control, ticked] of move.ticks) await tick(await live(look, control), ticked)
  if (move.press !== null) {
    const button = await look.elementOf(move.press)
    if (button === null) throw new Error(`<${move.press.name}> is gone`)
    await press(button)
    return
  }
  await last?.focus()
  await browserPage.keyboard.press('Enter')
}

async function live(look: Look, control: Control): Promise<ElementHandle> {
  const element = await look.elementOf(control.element)
  if (element === null) throw new Error(`field "${control.label}" is gone`)
  return element
}

async function fill(element: ElementHandle, control: Control, value: string): Promise<void> {
  if (control.kind === 'select') await element.selectOption({ value }, { timeout: ACTION_TIMEOUT_MS })
  else if (control.kind === 'hidden') await element.evaluate(setValue, value)
  else await element.fill(value, { timeout: ACTION_TIMEOUT_MS })
}

/** Boxes are often drawn by something that lies over the real one. */
async function tick(element: ElementHandle, ticked: boolean): Promise<void> {
  if ((await element.isChecked()) === ticked) return
  await element.setChecked(ticked, { timeout: ACTION_TIMEOUT_MS / 3 }).catch(() => element.evaluate(setTick, ticked))
}

/** A notice that covers the button must not keep it from being pressed; on a busy machine a press may be over before the call that made it. */
async function press(element: ElementHandle): Promise<void> {
  await element.evaluate(stayInThisWindow)
  await element.evaluate(notePress)
  await element.click({ timeout: ACTION_TIMEOUT_MS, noWaitAfter: true }).catch(async (cause: unknown) => {
    // After a click that left the page, the element is gone: that is success.
    const isWaiting = await element.evaluate(isUnpressed).catch(() => false)
    if (!isWaiting) return
    await element.evaluate(clickIt).catch(() => {
      throw cause
    })
  })
}

interface LiveElement {
  value: string
  readonly isConnected: boolean
  checked?: boolean
  assayPressed?: boolean
  click(): void
  addEventListener(type: 'click', listener: () => void, options: { capture: boolean; once: boolean }): void
  closest(selector: string): { getAttribute(name: string): string | null; removeAttribute(name: string): void } | null
}

// These run in the page and must not use anything outside themselves.
const setValue = (element: unknown, value: string): void => {
  ;(element as LiveElement).value = value
}
const clickIt = (element: unknown): void => (element as LiveElement).click()
const setTick = (element: unknown, ticked: boolean): void => {
  const box = element as LiveElement
  // The real box under a drawn one may have been ticked when the time was up: another click would take that back.
  if (box.checked !== ticked) box.click()
}
const notePress = (element: unknown): void => {
  const pressed = element as LiveElement
  pressed.assayPressed = false
  pressed.addEventListener('click', () => Object.assign(pressed, { assayPressed: true }), { capture: true, once: true })
}
const isUnpressed = (element: unknown): boolean => {
  const pressed = element as LiveElement
  return pressed.isConnected && pressed.assayPressed !== true
}
const stayInThisWindow = (element: unknown): void => {
  for (const tag of ['a', 'form']) {
    const opener = (element as LiveElement).closest(tag)
    // `_top` and `_parent` lead out of a frame and stay in the window.
    if (opener !== null && !/^_(?:top|parent|self)$/i.test(opener.getAttribute('target') ?? '')) {
      opener.removeAttribute('target')
    }
  }
}
