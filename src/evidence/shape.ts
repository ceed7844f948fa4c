import { isObject } from '../json/object.ts'

/** What a JSON value has to look like; `?` allows null. Members that a shape does not name may be there. */
export type Shape =
  | 'string'
  | 'string?'
  | 'number'
  | 'boolean'
  | 'object'
  | 'object?'
  | { readonly list: Shape }
  | { readonly map: Shape }
  | { readonly members: Readonly<Record<string, Shape>> }

function seen(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' ? 'an object' : `the ${typeof value} ${JSON.stringify(value).slice(0, 40)}`
}

function wrong(field: string, expected: string, value: unknown): string {
  return `"${field}" is expected to be ${expected}, but is ${seen(value)}`
}

/**
 * Says what is wrong with a value that was read from a file.
 *
 * @returns a sentence that names the first wrong field and what was expected, or null if the value has the shape
 */
export function mismatch(value: unknown, shape: Shape, field: string): string | null {
  if (typeof shape === 'string') {
    const type = shape.replace('?', '')
    if (value === null && shape.endsWith('?')) return null
    if (type === 'object') return isObject(value) ? null : wrong(field, 'an object', value)
    return typeof value === type ? null : wrong(field, `a ${type}`, value)
  }
  if ('list' in shape) {
    if (!Array.isArray(value)) return wrong(field, 'a list', value)
    for (const [index, item] of value.entries()) {
      const problem = mismatch(item, shape.list, `${field}[${index}]`)
      if (problem !== null) return problem
    }
    return null
  }
  if (!isObject(value)) return wrong(field, 'an object', value)
  const members =
    'map' in shape ? Object.keys(value).map((name) => [name, shape.map] as const) : Object.entries(shape.members)
  for (const [name, inner] of members) {
    const problem = mismatch(value[name], inner, field === '' ? name : `${field}.${name}`)
    if (problem !== null) return problem
  }
  return null
}
