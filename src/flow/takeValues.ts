import { lookUp, pointerTokens } from '../payload/jsonPointer.ts'

/** What an answer gives by name: texts and numbers as text; `missing` are the names whose pointer leads to neither. */
export function takeValues(
  body: unknown,
  take: Readonly<Record<string, string>>,
): { readonly values: ReadonlyMap<string, string>; readonly missing: readonly string[] } {
  const values = new Map<string, string>()
  const missing: string[] = []
  for (const [name, pointer] of Object.entries(take)) {
    const value = lookUp(body, pointerTokens(pointer))?.value
    if ((typeof value === 'string' && value !== '') || typeof value === 'number') values.set(name, String(value))
    else missing.push(name)
  }
  return { values, missing }
}
