import { isObject, type JsonObject } from '../json/object.ts'

/** The entries of a list or a mapping that are objects; null if there is neither. */
export function objectsIn(value: unknown): readonly JsonObject[] | null {
  if (Array.isArray(value)) return value.filter(isObject)
  return isObject(value) ? Object.values(value).filter(isObject) : null
}

/** A text that says something, else null. */
export const textIn = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value : null
