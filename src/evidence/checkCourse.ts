import type { RunResult } from '../verdict/types.ts'
import { type ChainLine, caseDigest, EVENTS, harLineDigest, readChain } from './eventChain.ts'
import type { Problem } from './verificationTypes.ts'

const ENTRY = /^\{"startedDateTime"/

/** Digests of the exchanges in `exchanges.har` by their ids. */
function harDigests(har: string): ReadonlyMap<string, string> {
  const digests = new Map<string, string>()
  for (const line of har.split('\n')) {
    if (!ENTRY.test(line)) continue
    const entry = line.replace(/,$/, '')
    const id = /"_id":"([^"]*)"/.exec(entry)?.[1]
    if (id !== undefined) digests.set(id, harLineDigest(entry))
  }
  return digests
}

const problem = (kind: Problem['kind'], file: string, where: string | null, message: string): Problem => ({
  kind,
  file,
  where,
  message,
})

function checkExchanges(events: readonly ChainLine[], har: string): readonly Problem[] {
  const digests = harDigests(har)
  const said = events.filter((event) => event.kind === 'exchange')
  const ids = new Set(said.map(({ id }) => id))
  return [
    ...said.flatMap(({ id, digest }) => {
      if (digests.get(id) === digest) return []
      const why = digests.has(id) ? 'is another one than' : 'is missing, but stands in'
      return [problem('contradiction', 'exchanges.har', `exchange ${id}`, `exchange ${id} ${why} that of "${EVENTS}".`)]
    }),
    ...[...digests.keys()]
      .filter((id) => !ids.has(id))
      .map((id) =>
        problem('contradiction', 'exchanges.har', `exchange ${id}`, `exchange ${id} is not in "${EVENTS}".`),
      ),
  ]
}

function checkCases(events: readonly ChainLine[], { cases }: RunResult): readonly Problem[] {
  const said = events.filter((event) => event.kind === 'case-end').map(({ digest }) => digest)
  const left = new Set(said)
  const changed = cases.flatMap((entry, index) => {
    if (left.delete(caseDigest(entry))) return []
    const message = `the result of ${entry.id} (${entry.variant}) is not the one that "${EVENTS}" tells of.`
    return [problem('contradiction', 'run.json', `cases[${index}]`, message)]
  })
  if (said.length <= cases.length) return changed
  const message = `${cases.length} results, but "${EVENTS}" tells of ${said.length}.`
  return [...changed, problem('contradiction', 'run.json', 'cases', message)]
}

/** Follows the chain of the event log and compares what it tells with the exchanges and the results. */
export function checkCourse(files: ReadonlyMap<string, Buffer>, result: RunResult | null): readonly Problem[] {
  const bytes = files.get(EVENTS)
  if (bytes === undefined) {
    return [problem('missing', EVENTS, null, `"${EVENTS}" is missing: the course of the run cannot be followed.`)]
  }
  const { lines, broken } = readChain(bytes.toString('utf8'))
  // Behind a break nothing can be compared: what is missing there would only be named again.
  if (broken !== null) return [problem('chain', EVENTS, `line ${broken.line}`, `${broken.why}.`)]
  const har = files.get('exchanges.har')
  return [
    ...(har === undefined ? [] : checkExchanges(lines, har.toString('utf8'))),
    ...(result === null ? [] : checkCases(lines, result)),
  ]
}
