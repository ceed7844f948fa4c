import type { Control } from './pageModel.ts'
import { says } from './words.ts'

/** Input types with a format of their own; an unknown type is a text field. */
const FORMATTED = new Set([
  'search',
  'url',
  'date',
  'time',
  'month',
  'week',
  'datetime-local',
  'color',
  'range',
  'textarea',
])

/** Whether a user could type a user name into the field. */
export function takesUsername({ kind, type, shown, disabled }: Control): boolean {
  return kind === 'text' && shown && !disabled && !FORMATTED.has(type)
}

/** Captcha or second factor: what user name and password do not answer. */
export function asksForMore(field: Control): boolean {
  if (field.kind === 'select') return false
  const texts = [field.name, field.id, field.label, field.placeholder]
  if (field.autocomplete.includes('one-time-code')) return true
  return texts.some((text) => says(text, 'captcha') > 0 || says(text, 'oneTimeCode') > 0 || /captcha/i.test(text))
}

/** Nothing is typed in yet, and something can be. */
export function isEmptyText(field: Control): boolean {
  return field.kind !== 'select' && !field.readonly && field.value === ''
}
