import type { Control, Page } from './pageModel.ts'

/** A page as messages name it: `page "Sign in" at "https://as.example/login" (status 200)`. Query and fragment are left out. */
export function describePage(page: Pick<Page, 'url' | 'status' | 'title'>): string {
  const url = URL.parse(page.url)
  const address = url === null ? page.url : `${url.origin === 'null' ? url.protocol : url.origin}${url.pathname}`
  return `page "${page.title}" at "${address}" (status ${page.status})`
}

/** A field as messages name it: `"Code from SMS" (name "otp", id "otp")`. */
export function describeControl(control: Control): string {
  const attributes = [
    control.name === '' ? null : `name "${control.name}"`,
    control.id === '' ? null : `id "${control.id}"`,
  ].filter((part) => part !== null)
  const label = control.label === '' ? control.placeholder : control.label
  const details = attributes.length === 0 ? `type "${control.type || control.kind}"` : attributes.join(', ')
  return `"${label}" (${details})`
}
