import type { Change } from './change.ts'
import { CHANGED, isRecordedJwt, jwtView } from './jwtView.ts'
import { html, type Markup } from './markup.ts'
import { tagged } from './tagged.ts'

/** One name and its value as a row; a JWT is taken apart. */
export interface Row {
  readonly name: string
  readonly value: string
  readonly touched: boolean
  /** Change inside the value, where it is a JWT. */
  readonly inside: Change | null
}

/** A parameter, header line or field. */
export function rowView({ name, value, touched, inside }: Row): Markup {
  const shown = isRecordedJwt(value)
    ? jwtView(value, inside)
    : html`<span class="value">${value === '' ? html`<i>empty</i>` : tagged(value)}</span>`
  const label = touched ? html`<mark>${name}</mark>` : html`${name}`
  return html`<div class="row"><dt>${label}</dt><dd>${shown}${touched ? CHANGED : ''}</dd></div>`
}

/** A name that a case took out. */
export function removedRow(name: string): Markup {
  return html`<div class="row"><dt><del>${name}</del></dt><dd><span class="note">removed by this case</span></dd></div>`
}
