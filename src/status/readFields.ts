import { isObject } from '../json/object.ts'
import { StatusError } from './StatusError.ts'

/** Reads members of something that was stored, and complains of what cannot have been written by this program. */
export interface Fields {
  text(name: string): string
  textOrNull(name: string): string | null
  number(name: string): number
  numberOrNull(name: string): number | null
  oneOf<const T extends string>(name: string, allowed: readonly T[]): T
  /** Of an object within. */
  fields(name: string): Fields
  fieldsOrNull(name: string): Fields | null
}

/** `where` names the row or the entry in messages. Throws `StatusError` `DAMAGED`. */
export function readFields(value: unknown, where: string): Fields {
  const damaged = (name: string, expected: string, seen: unknown): never => {
    const what = `"${name}" of ${where}: ${expected} expected, ${JSON.stringify(seen)} seen`
    throw new StatusError('DAMAGED', `status record: ${what}; the file was changed by something else, restore a backup`)
  }
  const object = isObject(value) ? value : damaged('value', 'an object', value)
  const text = (name: string): string => {
    const found = object[name]
    return typeof found === 'string' ? found : damaged(name, 'text', found)
  }
  const number = (name: string): number => {
    const found = object[name]
    return typeof found === 'number' ? found : damaged(name, 'a number', found)
  }
  const isNull = (name: string): boolean => object[name] === null || object[name] === undefined
  const fields = (name: string): Fields => readFields(object[name], `${where}, ${name}`)
  return {
    text,
    number,
    fields,
    textOrNull: (name) => (isNull(name) ? null : text(name)),
    numberOrNull: (name) => (isNull(name) ? null : number(name)),
    fieldsOrNull: (name) => (isNull(name) ? null : fields(name)),
    oneOf: (name, allowed) => {
      const found = text(name)
      return allowed.find((one) => one === found) ?? damaged(name, allowed.join(' | '), found)
    },
  }
}

/** The object that a JSON text stands for. Throws `StatusError` `DAMAGED`. */
export function readBody(body: string, where: string): Fields {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    value = body
  }
  return readFields(value, where)
}
