import { prettyJson } from './prettyJson.ts'

/** One line of JSON laid out, and the JSON pointer of the value that stands or starts on it; null: a closing bracket. */
export interface JsonLine {
  readonly text: string
  readonly pointer: string | null
}

const MEMBER = /^\s*("(?:[^"\\]|\\.)*"): ?(.*)$/

function nameOf(quoted: string): string {
  try {
    return String(JSON.parse(quoted))
  } catch {
    return quoted.slice(1, -1)
  }
}

const token = (name: string | number): string => `/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`

/**
 * The lines of `prettyJson` with their places. Text that is no JSON comes out with places that mean little, and with every
 * character.
 */
export function jsonLines(text: string): readonly JsonLine[] {
  const open: { readonly pointer: string; index: number | null }[] = []
  return prettyJson(text)
    .split('\n')
    .map((line): JsonLine => {
      const trimmed = line.trim()
      if (/^[}\]],?$/.test(trimmed)) {
        open.pop()
        return { text: line, pointer: null }
      }
      const parent = open.at(-1)
      const [, quoted, rest] = MEMBER.exec(line) ?? []
      const isMember = quoted !== undefined && parent?.index === null
      let pointer = parent?.pointer ?? ''
      if (isMember) pointer += token(nameOf(quoted))
      else if (parent !== undefined && parent.index !== null) pointer += token(parent.index++)
      const value = isMember ? (rest ?? '') : trimmed
      if (value === '{') open.push({ pointer, index: null })
      else if (value === '[') open.push({ pointer, index: 0 })
      return { text: line, pointer }
    })
}
