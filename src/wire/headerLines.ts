import type { HeaderLines } from './types.ts'

/**
 * Header lines of a request or response head as text: the first line (request or status line) is left out, order,
 * spelling and repeated names are kept.
 */
export function headerLinesOfText(head: string): HeaderLines {
  const lines = head.split('\r\n').slice(1)
  return lines.filter((line) => line !== '').map(splitLine)
}

function splitLine(line: string): readonly [string, string] {
  const colon = line.indexOf(':')
  return colon < 0 ? [line, ''] : [line.slice(0, colon), line.slice(colon + 1).trim()]
}

/** Header lines from the flat name, value, name, value list of the HTTP parser; bytes above 127 become Latin-1 letters, as in HTTP. */
export function headerLinesOfRaw(raw: readonly (Buffer | string)[]): HeaderLines {
  const lines: (readonly [string, string])[] = []
  for (let i = 0; i + 1 < raw.length; i += 2) lines.push([text(raw[i]), text(raw[i + 1])])
  return lines
}

const text = (part: Buffer | string | undefined): string =>
  part === undefined ? '' : typeof part === 'string' ? part : part.toString('latin1')

/** All values of a header, names compared without regard to case. */
export function headerValues(lines: HeaderLines, name: string): readonly string[] {
  const wanted = name.toLowerCase()
  return lines.filter(([key]) => key.toLowerCase() === wanted).map(([, value]) => value)
}
