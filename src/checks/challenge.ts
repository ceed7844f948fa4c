import type { HeaderLines } from '../wire/types.ts'
import { headerValues } from './headers.ts'

/** One challenge of a `WWW-Authenticate` header (RFC 9110 section 11.6.1). */
export interface Challenge {
  /** As written; compare without regard to case. */
  readonly scheme: string
  readonly token68: string | null
  /** In order, names in lower case, quoted strings unquoted. */
  readonly params: readonly (readonly [name: string, value: string])[]
}

export interface Challenges {
  readonly challenges: readonly Challenge[]
  /** Where the header breaks its grammar. */
  readonly problems: readonly string[]
}

const TOKEN = /^[!#$%&'*+\-.^_`|~\w]+/
const TOKEN68 = /^[\w\-.~+/]+=*(?=[ \t]*(?:,|$))/
const QUOTED = /^"((?:[\t \x21\x23-\x5b\x5d-\x7e\x80-\uffff]|\\[\t \x21-\x7e\x80-\uffff])*)"/
const PARAM_AHEAD = /^[!#$%&'*+\-.^_`|~\w]+[ \t]*=[ \t]*(?=["!#$%&'*+\-.^_`|~\w])/

interface Open {
  readonly scheme: string
  token68: string | null
  readonly params: (readonly [string, string])[]
}

/** Reads one value; `rest` shrinks with every token, so the loop always ends. */
function parseValue(value: string, challenges: Open[], problems: string[]): void {
  let rest = value.trim()
  let current: Open | null = null
  const take = (pattern: RegExp): RegExpExecArray | null => {
    const match = pattern.exec(rest)
    if (match) rest = rest.slice(match[0].length)
    return match
  }
  while (rest !== '') {
    if (take(/^[ \t,]+/)) continue
    const name: string | undefined = current !== null && PARAM_AHEAD.test(rest) ? take(TOKEN)?.[0] : undefined
    if (name !== undefined && current !== null) {
      take(/^[ \t]*=[ \t]*/)
      const quoted = take(QUOTED)
      const plain = quoted ? quoted[1]?.replace(/\\(.)/g, '$1') : take(TOKEN)?.[0]
      if (plain === undefined) {
        problems.push(`the value of "${name}" is neither a token nor a closed quoted string`)
        return
      }
      current.params.push([name.toLowerCase(), plain])
      continue
    }
    const scheme: string | undefined = take(TOKEN)?.[0]
    if (scheme === undefined || (rest !== '' && !/^[ \t,]/.test(rest))) {
      problems.push(`unexpected text ${JSON.stringify(rest.slice(0, 20) || scheme)}`)
      return
    }
    current = { scheme, token68: null, params: [] }
    challenges.push(current)
    take(/^[ \t]+/)
    if (!PARAM_AHEAD.test(rest)) current.token68 = take(TOKEN68)?.[0] ?? null
  }
}

/** Parses all `WWW-Authenticate` lines of a response: several lines, several challenges per line. Never throws. */
export function parseChallenges(lines: HeaderLines): Challenges {
  const challenges: Open[] = []
  const problems: string[] = []
  for (const value of headerValues(lines, 'www-authenticate')) parseValue(value, challenges, problems)
  for (const { scheme, params } of challenges) {
    const names = params.map(([name]) => name)
    const twice = names.filter((name, index) => names.indexOf(name) !== index)
    for (const name of new Set(twice)) problems.push(`"${name}" occurs twice in the ${scheme} challenge`)
  }
  return { challenges, problems }
}

/** First value of a parameter; null if absent. */
export const challengeParam = (challenge: Challenge, name: string): string | null =>
  challenge.params.find(([param]) => param === name)?.[1] ?? null
