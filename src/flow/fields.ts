import type { JwtName } from './draft.ts'

/** A form, query or header value: text, or the place where a JWT of the draft goes once it is signed. */
export type FieldValue = string | { readonly jwt: JwtName }

/** Ordered, repeatable name/value pairs: what forms, queries and header blocks are on the wire. */
export type Fields = [name: string, value: FieldValue][]

const same = (a: string, b: string, ignoreCase: boolean): boolean =>
  ignoreCase ? a.toLowerCase() === b.toLowerCase() : a === b

/** First value of that name, undefined if there is none. */
export function getField(fields: Fields, name: string, ignoreCase = false): FieldValue | undefined {
  return fields.find(([n]) => same(n, name, ignoreCase))?.[1]
}

/** Replaces the first field of that name in place (and drops further ones), or appends it. */
export function setField(fields: Fields, name: string, value: FieldValue, ignoreCase = false): void {
  const at = fields.findIndex(([n]) => same(n, name, ignoreCase))
  if (at < 0) {
    fields.push([name, value])
    return
  }
  const written = fields[at]?.[0] ?? name
  removeField(fields, name, ignoreCase)
  fields.splice(at, 0, [written, value])
}

export function removeField(fields: Fields, name: string, ignoreCase = false): void {
  for (let i = fields.length - 1; i >= 0; i--) {
    if (same(fields[i]?.[0] ?? '', name, ignoreCase)) fields.splice(i, 1)
  }
}

/** `application/x-www-form-urlencoded` text. */
export function encodeFields(fields: readonly (readonly [string, string])[]): string {
  return fields.map(([n, v]) => `${encodePart(n)}=${encodePart(v)}`).join('&')
}

function encodePart(text: string): string {
  return encodeURIComponent(text)
    .replace(/%20/g, '+')
    .replace(/[!'()*]/g, percent)
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`
}

/** Reads form-urlencoded text back into pairs, keeping order and repeats. */
export function decodeFields(text: string): [string, string][] {
  return [...new URLSearchParams(text)]
}
