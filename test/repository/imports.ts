import { dirname, join } from 'node:path'

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

/** Packages, node's own among them, that static imports load with a file, however deep. */
export function packagesBehind(
  start: string,
  sources: readonly { readonly path: string; readonly text: string }[],
): ReadonlySet<string> {
  const texts = new Map(sources.map(({ path, text }) => [path, text]))
  const packages = new Set<string>()
  const seen = new Set([start])
  // A set gives what was added while it is walked, too.
  for (const path of seen) {
    const text = texts.get(path)
    if (text === undefined) throw new Error(`there is no file ${path}`)
    for (const { specifier, typeOnly, dynamic } of importsOf(text)) {
      if (typeOnly || dynamic) continue
      if (specifier.startsWith('.')) seen.add(join(dirname(path), specifier))
      else packages.add(/^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier)
    }
  }
  return packages
}
