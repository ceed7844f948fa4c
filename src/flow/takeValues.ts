/** The value that a JSON pointer (RFC 6901) leads to; undefined: there is none. */
export function atPointer(value: unknown, pointer: string): unknown {
  if (pointer === '') return value
  let at = value
  for (const part of pointer.slice(1).split('/')) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~')
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined
    at = Reflect.get(at, name)
  }
  return at
}

/** What an answer gives by name: texts and numbers as text; `missing` are the names whose pointer leads to neither. */
export function takeValues(
  body: unknown,
  take: Readonly<Record<string, string>>,
): { readonly values: ReadonlyMap<string, string>; readonly missing: readonly string[] } {
  const values = new Map<string, string>()
  const missing: string[] = []
  for (const [name, pointer] of Object.entries(take)) {
    const value = atPointer(body, pointer)
    if ((typeof value === 'string' && value !== '') || typeof value === 'number') values.set(name, String(value))
    else missing.push(name)
  }
  return { values, missing }
}
