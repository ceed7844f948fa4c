/** What to put in place of a leaf; undefined leaves its text untouched. `path` holds member names, array levels left out. */
export type LeafRewriter = (path: readonly string[], value: string | number | boolean | null) => string | undefined

/** Deeper than any honest document, shallow enough for the stack. */
const MAX_DEPTH = 200
const SPACE = '\t\n\r '
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
/** A string that says itself what it means: without escapes, nor the control characters that may not stand in one (RFC 8259 section 7). */
const PLAIN_STRING = /"[^"\\\p{Cc}]*"/uy
const LITERALS: ReadonlyMap<string, readonly [word: string, value: boolean | null]> = new Map([
  ['t', ['true', true]],
  ['f', ['false', false]],
  ['n', ['null', null]],
])

class NotJson extends Error {}

/**
 * Replaces leaves of a JSON text without parsing it into a value: white space, order, number formats and members that
 * occur twice stay as the server sent them, because they are evidence.
 *
 * @param text what should be JSON
 * @param leaf called for each string, number, boolean and null
 * @param key called for each member name; gives the name to write
 * @param isPart keep what can be read of a text that ends or goes wrong in the middle, with the length of the rest
 * @returns the rewritten text, or null where `text` is not JSON
 */
export function rewriteJson(
  text: string,
  leaf: LeafRewriter,
  key: (name: string) => string,
  isPart = false,
): string | null {
  let at = 0
  /** Up to here everything is read and rewritten. */
  let done = 0
  let result = ''
  let copied = 0
  const path: string[] = []

  function fail(): never {
    throw new NotJson()
  }

  function space(): void {
    while (at < text.length && SPACE.includes(text.charAt(at))) at++
  }

  function replace(from: number, value: string | undefined): void {
    if (value === undefined) return
    result += text.slice(copied, from) + JSON.stringify(value)
    copied = at
  }

  function string(): string {
    const from = at
    PLAIN_STRING.lastIndex = at
    if (PLAIN_STRING.test(text)) {
      at = PLAIN_STRING.lastIndex
      return text.slice(from + 1, at - 1)
    }
    for (at++; text[at] !== '"'; at++) {
      if (at >= text.length) fail()
      if (text[at] === '\\') at++
    }
    at++
    try {
      return String(JSON.parse(text.slice(from, at)))
    } catch {
      return fail()
    }
  }

  function scalar(): string | number | boolean | null {
    if (text[at] === '"') return string()
    const literal = LITERALS.get(text.charAt(at))
    if (literal !== undefined && text.startsWith(literal[0], at)) {
      at += literal[0].length
      return literal[1]
    }
    NUMBER.lastIndex = at
    const number = NUMBER.exec(text)
    if (number === null) return fail()
    at = NUMBER.lastIndex
    return Number(number[0])
  }

  function list(close: string, depth: number, item: () => void): void {
    if (depth > MAX_DEPTH) fail()
    at++
    space()
    if (text[at] === close) {
      at++
      return
    }
    for (;;) {
      item()
      space()
      if (text[at] === close) break
      if (text[at] !== ',') fail()
      at++
      space()
    }
    at++
  }

  function member(depth: number): void {
    if (text[at] !== '"') fail()
    const from = at
    const name = string()
    const written = key(name)
    if (written !== name) replace(from, written)
    space()
    if (text[at] !== ':') fail()
    at++
    path.push(name)
    value(depth + 1)
    path.pop()
  }

  function value(depth: number): void {
    space()
    done = at
    const from = at
    if (text[at] === '{') list('}', depth, () => member(depth))
    else if (text[at] === '[') list(']', depth, () => value(depth + 1))
    else {
      const read = scalar()
      replace(from, leaf(path, read))
    }
    done = at
  }

  try {
    value(0)
    space()
    if (at !== text.length) fail()
  } catch (error) {
    if (!(error instanceof NotJson)) throw error
    if (!isPart) return null
    // What was replaced last may reach beyond the last value that is whole.
    const end = Math.max(done, copied)
    // A bracket or two say nothing, and are what a case has sent.
    if (text.length - end < 4) return result + text.slice(copied)
    return `${result}${text.slice(copied, end)}[masked:string(${text.length - end})]`
  }
  return result + text.slice(copied)
}
