const compiled = new Map<string, RegExp | null>()

/**
 * The regular expression of a schema: with Unicode rules as JSON Schema asks for (2020-12 core, section 6.4), else by the
 * older, laxer ones that many schemas are written for (`[\w-\.]`); null: neither.
 */
export function patternOf(source: string): RegExp | null {
  const known = compiled.get(source)
  if (known !== undefined) return known
  const pattern = attempt(source, 'u') ?? attempt(source, '')
  compiled.set(source, pattern)
  return pattern
}

function attempt(source: string, flags: string): RegExp | null {
  try {
    return new RegExp(source, flags)
  } catch {
    return null
  }
}
