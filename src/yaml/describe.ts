const longest = 60

/** A value as shown in a message: what it is and, if short, its text. Never call it with a secret. */
export function describe(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'nothing (an empty value is null)'
  if (typeof value === 'string') return value === '' ? 'an empty text' : JSON.stringify(clip(value))
  if (typeof value === 'number') return `the number ${value}`
  if (typeof value === 'boolean') return `${value}`
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`
  const keys = Object.keys(value)
  return keys.length === 0
    ? 'an empty mapping'
    : `a mapping with ${clip(keys.map((k) => JSON.stringify(k)).join(', '))}`
}

function clip(text: string): string {
  return text.length > longest ? `${text.slice(0, longest - 3)}...` : text
}
