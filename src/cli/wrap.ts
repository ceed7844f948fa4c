/** Text broken into lines of at most `width` characters, each after `indent` spaces; words are never broken. */
export function wrap(text: string, width: number, indent: number): string {
  const margin = ' '.repeat(indent)
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/)) {
    if (line !== '' && indent + line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line].map((one) => `${margin}${one}`).join('\n')
}
