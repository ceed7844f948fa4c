import type { Control, Page } from './pageModel.ts'
import { says } from './words.ts'

const SCOPE_NAME = /scope|account|permission|consent|claim|grant|resource|authori[sz]ation/i
/** Who lets the server remember the answer is not asked again, and cannot refuse the next time. */
const REMEMBER = /remember|save|always|persist|keep|ask.?again|forever/i

export interface Choices {
  readonly ticks: ReadonlyMap<Control, boolean>
  /** Values chosen of lists that must not stay empty. */
  readonly fills: ReadonlyMap<Control, string>
}

/**
 * What a user ticks before sending a form: boxes that must be ticked, one button of every radio group, and for consent the
 * scopes or accounts, if none of them is ticked yet. What is ticked already stays so.
 * @param answer whether the user agrees; null on a login page, where nothing optional is ticked
 */
export function chooseTicks(page: Page, form: number | null, answer: 'approve' | 'deny' | null): Choices {
  const own = page.controls.filter((control) => control.form === form && !control.disabled)
  const ticks = new Map<Control, boolean>()
  for (const box of own.filter(({ kind }) => kind === 'checkbox')) {
    if (!box.checked && (box.required || (answer === 'approve' && isUntickedScope(box, own)))) ticks.set(box, true)
  }
  for (const group of radioGroups(own)) {
    const choice = chooseRadio(group, answer)
    if (choice !== null) ticks.set(choice, true)
  }
  return { ticks, fills: chooseOfLists(own) }
}

/** Whether a radio group of the form asks the question itself: one button agrees, another refuses. */
export function hasDecisionRadios(page: Page, form: number): boolean {
  const own = page.controls.filter((control) => control.form === form && !control.disabled)
  return radioGroups(own).some((group) => group.some(isYes) && group.some(isNo))
}

function isUntickedScope(box: Control, own: readonly Control[]): boolean {
  if (
    !SCOPE_NAME.test(`${box.name} ${box.id}`) ||
    REMEMBER.test(`${box.name} ${box.id} ${box.label}`) ||
    says(box.name, 'deny') > 0
  )
    return false
  const siblings = own.filter((other) => other.kind === 'checkbox' && other.name === box.name)
  return siblings.every((sibling) => !sibling.checked)
}

function radioGroups(own: readonly Control[]): readonly (readonly Control[])[] {
  const groups = Map.groupBy(
    own.filter(({ kind, name }) => kind === 'radio' && name !== ''),
    ({ name }) => name,
  )
  return [...groups.values()]
}

function chooseRadio(group: readonly Control[], answer: 'approve' | 'deny' | null): Control | null {
  if (answer !== null && group.some(isYes) && group.some(isNo)) {
    return group.find(answer === 'approve' ? isYes : isNo) ?? null
  }
  if (group.some(({ checked }) => checked) || answer === 'deny') return null
  return answer === 'approve' || group.some(({ required }) => required) ? (group[0] ?? null) : null
}

function isNo({ label, value }: Control): boolean {
  return (
    says(label, 'deny') > 0 ||
    says(label, 'negation') > 0 ||
    says(value, 'deny') === 2 ||
    /^(?:no|false|0)$/i.test(value)
  )
}

function isYes(control: Control): boolean {
  if (isNo(control)) return false
  const { label, value } = control
  const agrees = says(label, 'approve') > 0 || says(value, 'approve') === 2
  return agrees || says(label, 'proceed') === 2 || /^(?:yes|true|1)$/i.test(value)
}

function chooseOfLists(own: readonly Control[]): Map<Control, string> {
  const fills = new Map<Control, string>()
  for (const list of own.filter(({ kind, required, value }) => kind === 'select' && required && value === '')) {
    const option = list.options.find(({ value, disabled }) => value !== '' && !disabled)
    if (option !== undefined) fills.set(list, option.value)
  }
  return fills
}
