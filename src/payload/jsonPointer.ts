import type { Path } from '../yaml/types.ts'
import type { Spot } from './types.ts'

/** The tokens of a JSON pointer (RFC 6901 section 3): `/a~1b/0` -> `a/b`, `0`. The empty text is the whole document. */
export function pointerTokens(pointer: string): readonly string[] {
  if (pointer === '') return []
  return pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** A JSON pointer made of tokens. */
export function toPointer(path: Path): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/** What stands where in a document: a path with numbers where lists are, and the value there; null: nothing does. */
export function lookUp(
  root: unknown,
  tokens: readonly string[],
): { readonly path: Path; readonly value: unknown } | null {
  const path: (string | number)[] = []
  let value = root
  for (const token of tokens) {
    if (Array.isArray(value)) {
      const index = /^(?:0|[1-9]\d*)$/.test(token) ? Number(token) : -1
      if (!Object.hasOwn(value, index)) return null
      path.push(index)
      value = value[index]
    } else {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, token)) return null
      path.push(token)
      value = Reflect.get(value, token)
    }
  }
  return { path, value }
}

/** What stands at a place; undefined: nothing. */
export function valueAt({ document, path }: Spot): unknown {
  let value = document.value
  for (const part of path) value = typeof value === 'object' && value !== null ? Reflect.get(value, part) : undefined
  return value
}
