import type { Location, Mutation } from '../suite/types.ts'

type Describe = { readonly [V in keyof Mutation]-?: (value: NonNullable<Mutation[V]>) => string }

const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ')
const value = (one: unknown): string => (typeof one === 'string' ? one : JSON.stringify(one))
const seconds = (ms: number): string => `${ms / 1000} s`

/** Each verb of the case grammar in words; `use` is told by the table of named changes. */
const VERBS: Describe = {
  set: (members) =>
    Object.entries(members)
      .map(([name, to]) => `"${name}" set to ${value(to)}`)
      .join(', '),
  remove: (names) => `${quoted(names)} removed`,
  keep: (names) => `everything removed but ${quoted(names)}`,
  alg: (alg) => `signed with alg ${alg}`,
  key: (key) => `signed with the key of ${key}`,
  signature: (fault) =>
    ({ corrupt: 'signature corrupted', strip: 'signature cut off', missing: 'not sent at all' })[fault] ?? fault,
  method: (method) => `sent by ${method}`,
  duplicate: (names) => `${quoted(names)} sent twice`,
  skip: () => 'the step is left out',
  replay: ({ afterMs }) => `sent once as it should be, then again${afterMs > 0 ? ` after ${seconds(afterMs)}` : ''}`,
  after: (wait) => `sent after a wait of ${'ms' in wait ? seconds(wait.ms) : wait.symbol}`,
  as: (client) => `sent with the credentials of ${client}`,
  user: (action) => (action === 'cancel' ? 'the user refuses' : `the user does "${action}"`),
  use: (name) => name,
}

/** `par.client_assertion.claims`. */
export const locationText = ({ step, part, place }: Location): string =>
  [step, part, place].filter((one) => one !== null).join('.')

/** The change a case makes, in words; `does` tells what a named change does. */
export function describeMutation(mutation: Mutation, does: (use: string) => string): string {
  const told = (Object.keys(VERBS) as (keyof Mutation)[]).flatMap((verb) => {
    const given = mutation[verb]
    if (given === undefined) return []
    if (verb === 'use') return [does(String(given))]
    const describe: (value: never) => string = VERBS[verb]
    return [describe(given as never)]
  })
  return told.join('; ')
}
