import type { Answer, Check } from './types.ts'

/** The first answer, unless the one about client2 finds a fault where the first finds none. */
function worse(first: Answer, second: Answer | null): Answer {
  if (first.kind === 'no' || second?.kind !== 'no') return first
  return { ...second, observed: `for client2: ${second.observed}` }
}

/**
 * Asks every question about the honest flow of client2 as well, where there is one: a server may do for one client what it
 * does for no other. What cannot be told about client2 is told by `honest-flow-client2`.
 */
export function ofBothClients<Name extends string>(group: Readonly<Record<Name, Check>>): Record<Name, Check> {
  const entries = Object.entries<Check>(group).map(([name, check]): [string, Check] => [
    name,
    (trace) => worse(check(trace), trace.other && check(trace.other)),
  ])
  return Object.fromEntries(entries) as Record<Name, Check>
}
