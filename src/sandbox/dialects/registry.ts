import { acme } from './acme.ts'
import { connectidAu } from './connectidAu.ts'
import { openBankingUk } from './openBankingUk.ts'
import { plain } from './plain.ts'
import type { Dialect } from './types.ts'

const dialects = { plain, acme, 'open-banking-uk': openBankingUk, 'connectid-au': connectidAu } as const

export type DialectId = keyof typeof dialects

/** All of them, with their profiles. */
export const listDialects = (): readonly { id: DialectId; title: string; profile: string }[] =>
  Object.entries(dialects).map(([id, { title, profile }]) => ({ id: id as DialectId, title, profile }))

/**
 * The dialect that the options of a sandbox name; `plain` if they name none.
 * @throws Error for an id that is not known
 */
export function dialectOf(choice: DialectId | Dialect = 'plain'): Dialect {
  if (typeof choice !== 'string') return choice
  if (Object.hasOwn(dialects, choice)) return dialects[choice]
  throw new Error(`"dialect": unknown id "${choice}", expected ${Object.keys(dialects).join(', ')}. Use one of those.`)
}
