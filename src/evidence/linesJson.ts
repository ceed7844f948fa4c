/**
 * JSON with one line for each element of a list: as small as without white space, but lines can be searched, compared and
 * cut. Objects down to the lists are laid out, what is in the lists is not.
 */
export function linesJson(value: unknown): string {
  return `${layOut(value)}\n`
}

function layOut(value: unknown): string {
  if (Array.isArray(value))
    return value.length === 0 ? '[]' : `[\n${value.map((item) => JSON.stringify(item)).join(',\n')}\n]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  if (!members.some(([, member]) => typeof member === 'object' && member !== null)) return JSON.stringify(value)
  return `{\n${members.map(([name, member]) => `${JSON.stringify(name)}: ${layOut(member)}`).join(',\n')}\n}`
}
