/** Thrown when a text leaves the plain subset; caught by `parsePlain` only. */
export const unsure = Symbol('unsure')

/** A text cut into lines, with a cursor, for the plain parser. */
export interface PlainText {
  readonly text: string
  /** Offset of the first character of each line. */
  readonly begin: readonly number[]
  /** Offset behind the last character of each line. */
  readonly end: readonly number[]
  /** Column (from 0) and offset of the first character that is not a space; moved forward behind `- `. */
  readonly indent: number[]
  readonly content: number[]
  /** Current line. */
  line: number
  /** Offset at which each mapping and list starts. */
  readonly starts: Map<object, number>
  depth: number
}

// Tabs, carriage returns and control characters, and the white space and breaks that YAML versions disagree about.
const unusual = /[^\x20-\x7e\n\u00a1-\u2027\u202a-\ufefe\uff00-\uffff]/
const documentMark = /^(?:---|\.\.\.|%)/m

/** Cuts a text into lines, or null if it holds characters or marks outside the plain subset. */
export function plainText(text: string): PlainText | null {
  if (unusual.test(text) || documentMark.test(text)) return null
  const begin: number[] = []
  const end: number[] = []
  const indent: number[] = []
  const content: number[] = []
  let offset = 0
  while (offset <= text.length) {
    const newline = text.indexOf('\n', offset)
    const stop = newline === -1 ? text.length : newline
    let first = offset
    while (first < stop && text.charCodeAt(first) === 32) first++
    begin.push(offset)
    end.push(stop)
    indent.push(first - offset)
    content.push(first)
    offset = stop + 1
  }
  return { text, begin, end, indent, content, line: 0, starts: new Map(), depth: 0 }
}

/** Moves the cursor to the next line that is neither blank nor a comment; false at the end. */
export function toContent(source: PlainText): boolean {
  while (source.line < source.begin.length) {
    const at = source.content[source.line] ?? 0
    if (at < (source.end[source.line] ?? 0) && source.text[at] !== '#') return true
    source.line++
  }
  return false
}

/** Column of the current line's content. */
export function indentOf(source: PlainText): number {
  return source.indent[source.line] ?? 0
}

/** Offset of the current line's content. */
export function contentOf(source: PlainText): number {
  return source.content[source.line] ?? 0
}

/** Offset behind the current line. */
export function endOf(source: PlainText): number {
  return source.end[source.line] ?? 0
}

/** Offset of the next character that is not a space. */
export function skipSpaces(source: PlainText, offset: number): number {
  let at = offset
  while (source.text.charCodeAt(at) === 32) at++
  return at
}

/** True if nothing but white space or a comment stands between the offset and the end of the current line. */
export function isRestEmpty(source: PlainText, offset: number): boolean {
  const at = skipSpaces(source, offset)
  if (at >= endOf(source)) return true
  return source.text[at] === '#' && source.text[at - 1] === ' '
}

/** Enters a mapping or list; deep nesting is left to the full parser, which reports it. */
export function enter(source: PlainText): void {
  source.depth++
  if (source.depth > 40) throw unsure
}

export function leave(source: PlainText): void {
  source.depth--
}
