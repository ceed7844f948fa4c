import type { Path } from './types.ts'

/** `cases[3].mutate.set` for people; keys that are no plain words are quoted. */
export function fieldName(path: Path): string {
  let name = ''
  for (const part of path) {
    if (typeof part === 'number') name += `[${part}]`
    else if (/^[\w$-]+$/.test(part)) name += name === '' ? part : `.${part}`
    else name += `[${JSON.stringify(part)}]`
  }
  return name
}
