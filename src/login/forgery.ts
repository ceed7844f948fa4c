import type { Hop } from './redirect.ts'

/** The page of nobody from which forged forms come. */
export const FOREIGN_PAGE = 'https://foreign.example/'

/** What a browser says about a request that a page of another site caused (Fetch Metadata). */
export const FORGED_HEADERS: readonly (readonly [string, string])[] = [
  ['sec-fetch-site', 'cross-site'],
  ['sec-fetch-mode', 'navigate'],
  ['sec-fetch-dest', 'document'],
]

const FORM = 'application/x-www-form-urlencoded'
/** Values that change with each visit and are shorter could be tried out. */
const LEAST_CHANGING = 6
/** From this length on a part of an address that mixes kinds of characters is a session's own even if it stays the same. */
const LEAST_IN_ADDRESS = 16
/** The same for a field. Shorter: what is taken for a secret is not sent, and no fault is seen where there is none. */
const LEAST_IN_FIELD = 8

const fieldsOf = ({ body }: Hop): [string, string][] => [...new URLSearchParams(body ?? '')]

/** Path segments and query values of an address, in order. */
function partsOf({ url }: Hop): string[] {
  const { pathname, searchParams } = new URL(url)
  return [...pathname.split('/'), ...[...searchParams].flat()]
}

const mixesKinds = (value: string): boolean => /\d/.test(value) || (/[a-z]/.test(value) && /[A-Z]/.test(value))

/** A value that only the visit it was made for knows: it is another one each time, or it looks like a session's own. */
function isSecret(value: string, before: string | undefined, known: ReadonlySet<string>, least: number): boolean {
  if (known.has(value)) return false
  return (value.length >= least && mixesKinds(value)) || (value !== before && value.length >= LEAST_CHANGING)
}

export interface FormSecrets {
  /** The address itself cannot be guessed. */
  readonly address: boolean
  /** Names of fields with values that nobody else can know. */
  readonly fields: ReadonlySet<string>
}

/**
 * What of a form a page of another site cannot know. Whoever forges has started the authorization request, and so knows
 * what stands in its address.
 * @param first the same form in an earlier visit of the same user
 * @param second the form as it would be sent now
 * @param starts addresses of the two authorization requests
 */
export function formSecrets(first: Hop, second: Hop, starts: readonly string[]): FormSecrets {
  const known = new Set(starts.flatMap((start) => [...new URL(start).searchParams].flat()))
  const before = partsOf(first)
  const address = partsOf(second).some((part, index) => isSecret(part, before[index], known, LEAST_IN_ADDRESS))
  const earlier = new Map(fieldsOf(first))
  const secret = fieldsOf(second).filter(([name, value]) => isSecret(value, earlier.get(name), known, LEAST_IN_FIELD))
  return { address, fields: new Set(secret.map(([name]) => name)) }
}

/** Whether a form can be forged at all: other encodings are left alone. */
export const canForge = ({ method, contentType }: Hop): boolean => method === 'GET' || contentType === FORM

/** How secret fields go out: not at all, or with a value of the forger's own. */
export type Damage = 'left out' | 'made up'

const madeUp = (value: string): string => [...value].reverse().join('')

/** The form as a page of another site would send it. */
export function forge(hop: Hop, fields: ReadonlySet<string>, damage: Damage): Hop {
  if (hop.method === 'GET') return hop
  const kept = fieldsOf(hop).flatMap(([name, value]): [string, string][] => {
    if (!fields.has(name)) return [[name, value]]
    return damage === 'left out' ? [] : [[name, madeUp(value)]]
  })
  return { ...hop, body: new URLSearchParams(kept).toString() }
}
