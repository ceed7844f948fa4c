/** One challenge of WWW-Authenticate (RFC 9110 section 11.6.1). */
export interface Challenge {
  /** As written. */
  readonly scheme: string
  /** Names in lower case; a name that is repeated keeps its last value. */
  readonly params: Readonly<Record<string, string>>
}

const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+"
const param = new RegExp(`^(${token})\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|(${token}))`)
const scheme = new RegExp(`^(${token})(?=\\s|,|$)`)
const token68 = /^[A-Za-z0-9._~+/-]+=*(?=\s*(?:,|$))/

/** Reads the values of all WWW-Authenticate header lines. What does not follow the grammar is passed over. */
export function readChallenges(values: readonly string[]): Challenge[] {
  const found: { scheme: string; params: Record<string, string> }[] = []
  let rest = values.join(', ')
  const take = (length: number): void => {
    rest = rest.slice(length)
  }
  while (rest !== '') {
    const gap = /^[\s,]+/.exec(rest)
    if (gap) {
      take(gap[0].length)
      continue
    }
    const named = param.exec(rest)
    const current = found.at(-1)
    if (named && current) {
      current.params[(named[1] ?? '').toLowerCase()] = named[2]?.replace(/\\(.)/g, '$1') ?? named[3] ?? ''
      take(named[0].length)
      continue
    }
    const opened = scheme.exec(rest)
    if (opened) {
      found.push({ scheme: opened[1] ?? '', params: {} })
      take(opened[0].length)
      const blob = /^\s+/.exec(rest)
      const bare = blob ? token68.exec(rest.slice(blob[0].length)) : null
      if (blob && bare && !param.test(rest.slice(blob[0].length))) take(blob[0].length + bare[0].length)
      continue
    }
    // Not to be read: on to the next comma.
    take(Math.max(1, rest.indexOf(',') + 1))
  }
  return found
}
