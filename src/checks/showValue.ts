/** A JSON value as short text for findings; `absent` for undefined. Not for credentials. */
export function show(value: unknown, limit = 80): string {
  if (value === undefined) return 'absent'
  const text = JSON.stringify(value) ?? String(value)
  return text.length > limit ? `${text.slice(0, limit)}... (${text.length} characters)` : text
}

/** What kind of value it is, for values that findings must not repeat: `a string of 43 characters`, `an array`. */
export function shapeOf(value: unknown): string {
  if (value === undefined) return 'absent'
  if (value === null) return 'null'
  if (typeof value === 'string') return value === '' ? 'an empty string' : `a string of ${value.length} characters`
  if (Array.isArray(value)) return `an array of ${value.length}`
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
