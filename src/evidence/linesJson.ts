/**
 * JSON with one line for each element of a list: as small as without white space, but lines can be searched, compared and
 * cut. Objects down to the lists are laid out, what is in the lists is not.
 */
export function linesJson(value: unknown): string {
  return [...linesJsonPieces(value)].join('')
}

/** The same piece by piece. A list may be any iterable: its elements are asked for one at a time and let go. */
export function* linesJsonPieces(value: unknown): Generator<string> {
  yield* layOut(value)
  yield '\n'
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null
const isList = (value: object): value is Iterable<unknown> => Symbol.iterator in value

function* layOut(value: unknown): Generator<string> {
  if (!isObject(value)) yield JSON.stringify(value)
  else if (isList(value)) yield* list(value)
  else {
    const members = Object.entries(value).filter(([, member]) => member !== undefined)
    if (!members.some(([, member]) => isObject(member))) yield JSON.stringify(value)
    else yield* object(members)
  }
}

function* list(items: Iterable<unknown>): Generator<string> {
  let isEmpty = true
  for (const item of items) {
    yield `${isEmpty ? '[\n' : ',\n'}${JSON.stringify(item)}`
    isEmpty = false
  }
  yield isEmpty ? '[]' : '\n]'
}

function* object(members: readonly (readonly [string, unknown])[]): Generator<string> {
  let before = '{\n'
  for (const [name, member] of members) {
    yield `${before}${JSON.stringify(name)}: `
    yield* layOut(member)
    before = ',\n'
  }
  yield '\n}'
}
