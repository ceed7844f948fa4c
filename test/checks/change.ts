import { expect, it } from 'vitest'
import type { Blueprint } from './blueprint.ts'
import { honestTrace, namesOf } from './trace.ts'

/** One thing done to an honest flow. */
export type Change = (plan: Blueprint) => unknown

/** What was done, and the names of exactly those checks that say no to it. */
export type Row = readonly [title: string, change: Change, no: readonly string[]]

const members = (response: { body: unknown }): Record<string, unknown> => response.body as Record<string, unknown>

/** Sets members of a JSON body. */
export const set = (response: { body: unknown }, values: Record<string, unknown>): void => {
  Object.assign(members(response), values)
}

export const drop = (response: { body: unknown }, ...names: readonly string[]): void => {
  for (const name of names) delete members(response)[name]
}

/** Replaces all headers of a name. */
export const header = (response: { headers: [string, string][] }, name: string, ...values: readonly string[]): void => {
  const others = response.headers.filter(([one]) => one.toLowerCase() !== name.toLowerCase())
  response.headers = [...others, ...values.map((value): [string, string] => [name, value])]
}

/** Each change makes the named checks say no, and no other check. */
export function onlyTheseSayNo(rows: readonly Row[]): void {
  it.each(rows)('%s', async (_, change, no) => {
    const trace = await honestTrace(change)
    expect(namesOf(trace, 'no').sort()).toEqual([...no].sort())
  })
}
