import { selectOne } from 'css-select'
import { type Element, isTag } from 'domhandler'
import type { LoginStep } from '../profile/types.ts'
import { closest } from './htmlTree.ts'
import type { Move, Rest, Stuck } from './moves.ts'
import type { Control, Page } from './pageModel.ts'

const PRESSABLE = new Set(['button', 'a', 'label', 'summary'])
const LABEL = new Set(['label'])

export interface StepValues {
  readonly username: string
  readonly password: string
}

/**
 * Does the explicit steps of the target file on this page: the next group of `fill`s with the `click` that ends it. A group
 * whose first selector is not on the page is passed over, so that one list serves a first login and a later visit that only
 * has the consent page. `$username` and `$password` stand for the configured values.
 * @param from number of steps done already
 * @param fillsOnly pass over groups that only click, because the user is about to refuse
 * @returns `rest` if no group fits this page
 */
export function stepMove(
  page: Page,
  steps: readonly LoginStep[],
  from: number,
  values: StepValues,
  fillsOnly: boolean,
): Move | Rest | Stuck {
  const start = startsOfGroups(steps, from).find((index) => find(page, firstSelector(steps[index])) !== null)
  const next = steps[from]
  if (start === undefined || start > from) {
    const waiting = groupAt(steps, from).some(
      (step) => 'fill' in step && Object.values(step.fill).includes('$password'),
    )
    if (waiting && next !== undefined && page.controls.some(({ kind, shown }) => kind === 'password' && shown)) {
      return missed(firstSelector(next), `step ${from + 1} of "login.steps" does not fit the page`)
    }
  }
  if (start === undefined) return { kind: 'rest' }
  const group = groupAt(steps, start)
  if (fillsOnly && !group.some((step) => 'fill' in step)) return { kind: 'rest' }
  return doGroup(page, steps, start, values)
}

function doGroup(page: Page, steps: readonly LoginStep[], start: number, values: StepValues): Move | Stuck {
  const fills = new Map<Control, string>()
  const ticks = new Map<Control, boolean>()
  let sendsPassword = false
  let index = start
  for (; index < steps.length; index += 1) {
    const step = steps[index]
    if (step === undefined) break
    if ('click' in step) {
      const element = find(page, step.click)
      if (element === null)
        return missed(step.click, `step ${index + 1} of "login.steps" clicks what is not on the page`)
      const box = tickBoxOf(page, element)
      if (box === null) return { ...move(page, fills, ticks, sendsPassword, index + 1), press: pressTarget(element) }
      ticks.set(box, box.kind === 'radio' ? true : !(ticks.get(box) ?? box.checked))
      continue
    }
    for (const [selector, text] of Object.entries(step.fill)) {
      const field = fieldAt(page, selector)
      if (field === null)
        return missed(selector, `step ${index + 1} of "login.steps" fills what is not a field of the page`)
      const value = wordFor(text, values)
      fills.set(field, field.kind === 'select' ? optionValue(field, value) : value)
      sendsPassword ||= value === values.password
    }
  }
  return move(page, fills, ticks, sendsPassword, index)
}

function move(
  page: Page,
  fills: ReadonlyMap<Control, string>,
  ticks: ReadonlyMap<Control, boolean>,
  sendsPassword: boolean,
  stepsUsed: number,
): Move {
  const touched = [...fills.keys(), ...ticks.keys()][0] ?? page.controls.find(({ form }) => form !== null)
  const form = touched?.form ?? null
  return { kind: 'move', purpose: 'step', fills, ticks, press: null, form, sendsPassword, stepsUsed }
}

function missed(selector: string, what: string): Stuck {
  return { kind: 'stuck', message: `${what}: no element matches "${selector}"`, missed: selector }
}

function wordFor(text: string, values: StepValues): string {
  if (text === '$username') return values.username
  return text === '$password' ? values.password : text
}

function optionValue(list: Control, wanted: string): string {
  return list.options.find(({ value, text }) => value === wanted || text === wanted)?.value ?? wanted
}

/** A group begins at the first step and after every click. */
function startsOfGroups(steps: readonly LoginStep[], from: number): number[] {
  return [...steps.keys()].filter((index) => {
    const before = steps[index - 1]
    return index >= from && (index === from || (before !== undefined && 'click' in before))
  })
}

function groupAt(steps: readonly LoginStep[], start: number): readonly LoginStep[] {
  const end = steps.findIndex((step, index) => index >= start && 'click' in step)
  return steps.slice(start, end < 0 ? undefined : end + 1)
}

function firstSelector(step: LoginStep | undefined): string {
  if (step === undefined) return ''
  return 'click' in step ? step.click : (Object.keys(step.fill)[0] ?? '')
}

/** First element of the page that a selector matches, shown or not; null if none does. */
export function find(page: Page, selector: string): Element | null {
  if (page.root === null || selector === '') return null
  return selectOne<Element, Element>(selector, page.root)
}

function fieldAt(page: Page, selector: string): Control | null {
  const element = find(page, selector)
  const control = page.controls.find((candidate) => candidate.element === element)
  return control !== undefined && ['text', 'password', 'select', 'hidden'].includes(control.kind) ? control : null
}

/** The tick box a click on this element changes: itself, or the one its label belongs to. */
function tickBoxOf(page: Page, element: Element): Control | null {
  const label = closest(element, LABEL)
  const isBox = (control: Control): boolean => control.kind === 'checkbox' || control.kind === 'radio'
  const own = page.controls.find((control) => control.element === element && isBox(control))
  if (own !== undefined || label === null) return own ?? null
  const target = label.attribs.for
  return (
    page.controls.find(
      (control) =>
        isBox(control) && (target === undefined ? closest(control.element, LABEL) === label : control.id === target),
    ) ?? null
  )
}

/** A click on text inside a button presses the button. */
function pressTarget(element: Element): Element {
  const outer = closest(element, PRESSABLE)
  return outer !== null && isTag(outer) ? outer : element
}
