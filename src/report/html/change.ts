import type { Case, Location, Mutation } from '../../suite/types.ts'
import { stepWord } from '../words.ts'

/** What a case changed at one place of one request, as far as its data says. */
export interface Change {
  readonly step: string
  readonly part: Location['part']
  readonly place: Location['place']
  /** Names of parameters, header lines or claims that were set or sent twice. */
  readonly changed: ReadonlySet<string>
  /** Names that were taken out. */
  readonly removed: ReadonlySet<string>
  /** True where all names that are still there were kept on purpose, or the whole part was changed. */
  readonly whole: boolean
}

function changed(mutate: Mutation): ReadonlySet<string> {
  return new Set([
    ...Object.keys(mutate.set ?? {}),
    ...(mutate.duplicate ?? []),
    ...(mutate.alg === undefined ? [] : ['alg']),
  ])
}

/** The changes of a case, one for each place in `at`; empty for cases that change nothing. */
export function changesOf(entry: Case | null): readonly Change[] {
  const mutate = entry?.mutate
  if (!entry || !mutate) return []
  const whole = [mutate.key, mutate.signature, mutate.use, mutate.keep].some((verb) => verb !== undefined)
  return entry.at.map(({ step, part, place }) => ({
    ...{ step, part, place, whole },
    changed: changed(mutate),
    removed: new Set(mutate.remove ?? []),
  }))
}

const parts: Readonly<Record<NonNullable<Location['part']>, string>> = {
  form: 'the form',
  params: 'the parameters of the authorization request',
  query: 'the query',
  headers: 'the header lines',
  client_assertion: 'the client assertion',
  dpop: 'the DPoP proof',
  payload: 'the signed body',
  request_object: 'the request object',
  tls: 'the TLS connection',
}

const names = (list: readonly string[]): string => list.map((name) => `"${name}"`).join(', ')
const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
const ms = (value: number): string => (value % 1000 === 0 ? `${value / 1000} s` : `${value} ms`)

type Values = { [V in keyof Mutation]-?: NonNullable<Mutation[V]> }
type Verbs = { [V in keyof Values]: (value: Values[V]) => string }

/** Each verb in words. */
const verbs: Verbs = {
  set: (value) =>
    `set ${Object.entries(value)
      .map(([name, to]) => `"${name}" to ${asText(to)}`)
      .join(', ')}`,
  remove: (value) => `remove ${names(value)}`,
  keep: (value) => `keep only ${names(value)}`,
  alg: (value) => `sign with alg ${value}`,
  key: (value) => `sign with the key "${value}"`,
  signature: (value) => `${value} the signature`,
  method: (value) => `send it as ${value}`,
  duplicate: (value) => `send ${names(value)} twice`,
  skip: () => 'leave the step out',
  replay: ({ afterMs }) => (afterMs === 0 ? 'send it a second time' : `send it a second time after ${ms(afterMs)}`),
  after: (value) => ('ms' in value ? `wait ${ms(value.ms)} before it` : `wait for ${value.symbol} seconds before it`),
  as: (value) => `use the credentials of ${value}`,
  user: (value) => `the user does "${value}"`,
  use: (value) => `apply "${value}"`,
}

function done<V extends keyof Values>(mutate: Partial<Values>, name: V): readonly string[] {
  const value = mutate[name]
  return value === undefined ? [] : [verbs[name](value)]
}

/** What a case does, as one sentence: `At the token request, in the claims of the client assertion: remove "sub".` */
export function changeSentence(entry: Case | null): string | null {
  const mutate = entry?.mutate
  if (!entry || !mutate) return null
  const words = (Object.keys(verbs) as (keyof Mutation)[]).flatMap((name) => done(mutate, name))
  const where = entry.at.map(({ step, part, place }) => {
    const inside = part === null ? '' : `, in ${place === null ? '' : `the ${place} of `}${parts[part]}`
    return `at the ${stepWord(step)}${inside}`
  })
  const sentence = `${where.join(' and ')}: ${words.join(', ')}.`
  return sentence.slice(0, 1).toUpperCase() + sentence.slice(1)
}
