import { isPersonalName, isPersonalShape } from './personalNames.ts'
import { classifyName } from './sensitiveNames.ts'

/** Unix time in s or ms, from 2001 on. */
const EPOCH = /^1\d{9}(?:\d{3})?$/

/** What is left of a value that may be personal: its type and length. */
export const maskOf = (value: string | number): string => `[masked:${typeof value}(${String(value).length})]`

/** Places of payload values that may be shown; `path` holds member names, levels of arrays left out. */
export type MayShowPayload = (path: readonly string[]) => boolean

const unescaped = (token: string): string => token.replaceAll('~1', '/').replaceAll('~0', '~')

/** Whether a path fits a pointer's tokens: `*` and numbers stand for an element, which the path leaves out, or a member. */
function fits(tokens: readonly string[], path: readonly string[]): boolean {
  const [token, ...rest] = tokens
  if (token === undefined) return path.length === 0
  const isElement = token === '*' || /^\d+$/.test(token)
  if (isElement && fits(rest, path)) return true
  const [name, ...below] = path
  return name !== undefined && (token === '*' || token === name) && fits(rest, below)
}

/**
 * @param pointers JSON pointers of the profile's `show:`, such as `/accounts/0/nickname`; a `*` is any member or element
 */
export function mayShowPayload(pointers: readonly string[]): MayShowPayload {
  const all = pointers.map((pointer) => pointer.split('/').slice(1).map(unescaped))
  return (path) => all.some((tokens) => fits(tokens, path))
}

/**
 * Whether a payload's value may be personal data: by its own name, by that of a member around it (`address`, `holder`), or
 * by what it looks like. Booleans and nulls never are.
 */
export function isPersonal(path: readonly string[], value: string | number): boolean {
  if (value === '') return false
  const name = path.at(-1) ?? ''
  // `iat`, `client_id`: words of the protocols, whose values look like numbers of accounts.
  const hasShape = classifyName(name).kind !== 'plain' && isPersonalShape(String(value))
  // An amount below `creditor` is an amount; a long whole number is one of an account or a person, unless it is a time.
  if (typeof value === 'number')
    return isPersonalName(name) || (hasShape && Number.isInteger(value) && !EPOCH.test(String(value)))
  return hasShape || path.some(isPersonalName)
}

const MARKS = /[^\s"'<>(),;@]{1,64}@[^\s"'<>(),;@]{1,190}|\+?\b[A-Z]{0,2}\d[\dA-Z]{0,33}(?:[ -][\dA-Z]{1,33}){0,12}\b/g

/** Masks in a text without structure what looks like personal data; names of people cannot be told from other words. */
export function maskText(text: string): string {
  return text.replace(MARKS, (found) => (isPersonalShape(found) ? maskOf(found) : found))
}
