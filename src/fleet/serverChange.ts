import type { ServerFacts } from '../verdict/types.ts'

const KINDS: readonly (readonly [
  name: string,
  facts: (server: ServerFacts) => readonly (readonly [place: string, digest: string])[],
])[] = [
  ['metadata', ({ metadata }) => metadata.map(({ url, digest }) => [url, digest])],
  ['keys', ({ jwks }) => jwks.map(({ url, digest }) => [url, digest])],
  ['certificate', ({ tls }) => tls.map(({ host, digest }) => [host, digest])],
]

/**
 * What a server shows otherwise than in an earlier run, in words; null: nothing. Only places seen both times are compared:
 * a look at the server sees fewer hosts than a run. Pure.
 */
export function serverChange(before: ServerFacts, now: ServerFacts): string | null {
  const changed = KINDS.flatMap(([name, facts]) => {
    const old = Map.groupBy(facts(before), ([place]) => place)
    const other = facts(now).find(([place, digest]) => {
      const known = old.get(place)
      return known !== undefined && !known.some(([, one]) => one === digest)
    })
    return other === undefined ? [] : [`${name} of ${other[0]}`]
  })
  return changed.length === 0 ? null : `changed since the last run: ${changed.join(', ')}`
}
