/**
 * Lays JSON text out in lines without parsing it into a value: members that occur twice and numbers as the server wrote
 * them stay visible. Text that is no JSON comes out with odd line breaks but with every character.
 */
export function prettyJson(text: string): string {
  let result = ''
  let depth = 0
  const line = (): string => `\n${'  '.repeat(Math.max(0, Math.min(depth, 40)))}`
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s"{}[\],:]+|"/g)) {
    if (token === '{' || token === '[') {
      depth++
      result += token + line()
    } else if (token === '}' || token === ']') {
      depth--
      // `{}` and `[]` stay on one line.
      result = /[{[]\s*$/.test(result) ? result.trimEnd() + token : result + line() + token
    } else if (token === ',') result += token + line()
    else if (token === ':') result += ': '
    else result += token
  }
  return result
}
