/** One import, export-from or dynamic import of a source file. */
export interface Import {
  readonly specifier: string
  /** `import type` or `export type`: gone after compilation. */
  readonly typeOnly: boolean
  readonly dynamic: boolean
}

const TOKEN = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g
const STATEMENT = /\b(import|export)\s+(type\s+)?(?:[\w$*{}\s,]+?\s+from\s+)?['"]([^'"]+)['"]/g
const DYNAMIC = /(typeof\s+)?\bimport\(\s*['"]([^'"]+)['"]\s*\)/g

/** The text without comments; strings stay. */
export function withoutComments(source: string): string {
  return source.replace(TOKEN, (token) => (token.startsWith('//') || token.startsWith('/*') ? ' ' : token))
}

/** The text without comments and without what stands in plain strings; template literals stay, they hold code. */
export function codeOnly(source: string): string {
  return source.replace(TOKEN, (token) => (token.startsWith('`') ? token : token.startsWith('/') ? ' ' : "''"))
}

/** All imports of a TypeScript text, static ones first. */
export function importsOf(source: string): readonly Import[] {
  const text = withoutComments(source)
  const found: Import[] = []
  for (const [, keyword, type, specifier] of text.matchAll(STATEMENT)) {
    if (keyword === undefined || specifier === undefined) continue
    found.push({ specifier, typeOnly: type !== undefined, dynamic: false })
  }
  for (const [, typeOf, specifier] of text.matchAll(DYNAMIC)) {
    if (specifier !== undefined) found.push({ specifier, typeOnly: typeOf !== undefined, dynamic: true })
  }
  return found
}
