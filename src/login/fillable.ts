import type { Control } from './pageModel.ts'

const USERNAME_TYPES = new Set(['text', 'email', 'tel', 'number', ''])

/** Whether a user could type a value of this sort into the field. */
export function fillableAs(control: Control, what: 'username' | 'any'): boolean {
  if (control.disabled || !control.shown || control.kind !== 'text') return false
  return what === 'any' || USERNAME_TYPES.has(control.type) || !KNOWN_TYPES.has(control.type)
}

/** Input types with a format of their own; an unknown type is a text field. */
const KNOWN_TYPES = new Set([
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
