/**
 * JSON with one line for each element of a list: as small as without white space, but lines can be searched, compared and
 * cut. Objects down to the lists are laid out, what is in the lists is not.
 */
export function linesJson(value: unknown): string {
  return [...linesJsonPieces(value)].join('')
}

/** Called with an element of a list and the text of its line, without the comma between lines. */
export type OnLine = (item: unknown, line: string) => void

/** The same piece by piece. A list may be any iterable: its elements are asked for one at a time and let go. */
export function* linesJsonPieces(value: unknown, onLine?: OnLine): Generator<string> {
  yield* layOut(value, onLine)
  yield '\n'
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null
const isList = (value: object): value is Iterable<unknown> => Symbol.iterator in value

function* layOut(value: unknown, onLine?: OnLine): Generator<string> {
  if (!isObject(value)) yield JSON.stringify(value)
  else if (isList(value)) yield* list(value, onLine)
  else {
    const members = Object.entries(value).filter(([, member]) => member !== undefined)
    if (!members.some(([, member]) => isObject(member))) yield JSON.stringify(value)
    else yield* object(members, onLine)
  }
}

function* list(items: Iterable<unknown>, onLine?: OnLine): Generator<string> {
  let isEmpty = true
  for (const item of items) {
    const line = JSON.stringify(item)
    onLine?.(item, line)
    yield `${isEmpty ? '[\n' : ',\n'}${line}`
    isEmpty = false
  }
  yield isEmpty ? '[]' : '\n]'
}

function* object(members: readonly (readonly [string, unknown])[], onLine?: OnLine): Generator<string> {
  let before = '{\n'
  for (const [name, member] of members) {
    yield `${before}${JSON.stringify(name)}: `
    yield* layOut(member, onLine)
    before = ',\n'
  }
  yield '\n}'
}
