export type JsonObject = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The entries of a list or a mapping that are objects; null if there is neither. */
export function objectsIn(value: unknown): readonly JsonObject[] | null {
  if (Array.isArray(value)) return value.filter(isObject)
  return isObject(value) ? Object.values(value).filter(isObject) : null
}

/** A text that says something, else null. */
export const textIn = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value : null

/** The parsed text, undefined if it is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
