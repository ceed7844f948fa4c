import { html } from 'hono/html'

/** A form of the login or consent page, independent of how it is drawn. */
export interface InteractionForm {
  readonly title: string
  readonly texts: readonly string[]
  readonly items: readonly string[]
  readonly fields: readonly { readonly name: string; readonly label: string; readonly type: 'text' | 'password' }[]
  readonly submit: string
  /** Hidden value that proves that the form came from our page. */
  readonly csrf: string
}

/** The form as plain HTML: user name and password or nothing, one button to go on and one to cancel. */
export function plainForm(form: InteractionForm): string {
  return html`<form method="post" autocomplete="off">
<input type="hidden" name="csrf" value="${form.csrf}">
${form.fields.map((field) => html`<label>${field.label} <input type="${field.type}" name="${field.name}"></label>`)}
<button type="submit" name="action" value="go">${form.submit}</button>
<button type="submit" name="action" value="cancel">Cancel</button>
</form>`.toString()
}

/** Draws and sends the form described by the JSON in the page. */
export const formScript = `'use strict'
const form = JSON.parse(document.getElementById('form').textContent)
const root = document.getElementById('root')
const add = (tag, text, attributes = {}) => {
  const node = document.createElement(tag)
  node.textContent = text
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value)
  root.append(node)
  return node
}
const inputs = form.fields.map((field) => {
  const id = 'field-' + field.name
  add('label', field.label, { for: id })
  return add('input', '', { id, name: field.name, type: field.type })
})
const send = async (action) => {
  const body = new URLSearchParams({ csrf: form.csrf, action })
  for (const input of inputs) body.set(input.name, input.value)
  const response = await fetch(location.href, { method: 'POST', body, headers: { accept: 'application/json' } })
  const answer = await response.json()
  if (answer.location) location.assign(answer.location)
  else add('p', answer.message, { role: 'alert' })
}
add('button', form.submit, { type: 'button', id: 'submit' }).addEventListener('click', () => send('go'))
add('button', 'Cancel', { type: 'button', id: 'cancel' }).addEventListener('click', () => send('cancel'))
`

/** The form as data for `formScript`; without script the page only says that it needs one. */
export function scriptedForm(form: InteractionForm): string {
  const data = JSON.stringify(form).replaceAll('<', '\\u003c')
  return `<noscript><p>This page needs JavaScript.</p></noscript>
<div id="root"></div>
<script type="application/json" id="form">${data}</script>
<script src="/interaction.js" defer></script>`
}
