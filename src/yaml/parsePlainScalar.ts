import { contentOf, endOf, indentOf, isRestEmpty, type PlainText, unsure } from './plainText.ts'
import { readScalar } from './readScalar.ts'

const indicator = /^(?:[,[\]{}#&*!|>'"%@`]|[?:-](?: |$))/

/** Reads an unquoted scalar with its continuation lines, which are indented more than `parent`. */
export function parsePlainScalar(source: PlainText, offset: number, parent: number): unknown {
  const first = lineOfScalar(source, offset)
  let text = first.text
  let hasEnded = first.hasComment
  source.line++
  let blanks = 0
  while (source.line < source.begin.length && !hasEnded) {
    const at = contentOf(source)
    if (at === endOf(source)) {
      blanks++
      source.line++
      continue
    }
    if (indentOf(source) <= parent || source.text[at] === '#') break
    const next = lineOfScalar(source, at)
    text += blanks === 0 ? ` ${next.text}` : '\n'.repeat(blanks) + next.text
    blanks = 0
    hasEnded = next.hasComment
    source.line++
  }
  const { value, odd } = readScalar(text)
  if (odd) throw unsure
  return value
}

function lineOfScalar(source: PlainText, offset: number): { readonly text: string; readonly hasComment: boolean } {
  const line = source.text.slice(offset, endOf(source))
  const comment = line.indexOf(' #')
  const text = (comment === -1 ? line : line.slice(0, comment)).trimEnd()
  if (indicator.test(text) || text.includes(': ') || text.endsWith(':')) throw unsure
  return { text, hasComment: comment !== -1 }
}

/** Reads `|` and `>` scalars whose lines are indented alike; anything finer is left to the full parser. */
export function parseBlockScalar(source: PlainText, offset: number, parent: number): string {
  const isFolded = source.text[offset] === '>'
  const isStripped = source.text[offset + 1] === '-'
  if (!isRestEmpty(source, offset + (isStripped ? 2 : 1))) throw unsure
  source.line++
  const lines: string[] = []
  let indent = -1
  while (source.line < source.begin.length) {
    const isBlank = contentOf(source) === endOf(source)
    if (!isBlank && indentOf(source) <= parent) break
    if (isBlank) {
      // Blank lines of spaces only: whether the spaces count depends on the lines around them.
      if (indentOf(source) > 0) throw unsure
      lines.push('')
    } else {
      if (indent === -1) indent = indentOf(source)
      if (indentOf(source) < indent || (isFolded && indentOf(source) > indent)) throw unsure
      lines.push(source.text.slice((source.begin[source.line] ?? 0) + indent, endOf(source)))
    }
    source.line++
  }
  while (lines.at(-1) === '') lines.pop()
  // A text that ends with the file, without a line end, has none to keep.
  if (lines.length === 0 || (!isStripped && !source.text.endsWith('\n'))) throw unsure
  return (isFolded ? fold(lines) : lines.join('\n')) + (isStripped ? '' : '\n')
}

function fold(lines: readonly string[]): string {
  let text = ''
  let blanks = 0
  let isFirst = true
  for (const line of lines) {
    if (line === '') {
      blanks++
      continue
    }
    if (isFirst) text += '\n'.repeat(blanks) + line
    else text += blanks === 0 ? ` ${line}` : '\n'.repeat(blanks) + line
    isFirst = false
    blanks = 0
  }
  return text
}
