export type ParsedJson =
  | { readonly ok: true; readonly value: unknown; readonly duplicates: readonly string[] }
  | { readonly ok: false; readonly problem: string }

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g

/**
 * Member names that occur twice in one object, at any depth. `JSON.parse` silently keeps the last one, so two
 * parsers may see two different values. The text must be valid JSON.
 */
function duplicateNames(text: string): string[] {
  const open: { readonly names: Set<string> | null; nameNext: boolean }[] = []
  const twice = new Set<string>()
  for (const [token] of text.matchAll(TOKEN)) {
    const top = open.at(-1)
    if (token === '{') open.push({ names: new Set(), nameNext: true })
    else if (token === '[') open.push({ names: null, nameNext: false })
    else if (token === '}' || token === ']') open.pop()
    else if (token === ',' && top !== undefined) top.nameNext = top.names !== null
    else if (token.startsWith('"') && top?.names && top.nameNext) {
      const name = String(JSON.parse(token))
      if (top.names.has(name)) twice.add(name)
      top.names.add(name)
      top.nameNext = false
    }
  }
  return [...twice]
}

/** Parses JSON and notices what `JSON.parse` hides. Never throws. */
export function parseJson(text: string): ParsedJson {
  try {
    const value: unknown = JSON.parse(text)
    return { ok: true, value, duplicates: duplicateNames(text) }
  } catch {
    const start = text.trimStart()
    if (start === '') return { ok: false, problem: 'an empty body' }
    return { ok: false, problem: start.startsWith('<') ? 'markup instead of JSON' : 'text that is not JSON' }
  }
}
