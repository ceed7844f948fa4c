import { tryOf, unstableAlone } from '../verdict/settleTries.ts'
import type { Entry, Runner } from './runner.ts'
import type { VariantRun } from './variantRun.ts'

/** How many cases of each kind are run again: a server that fails everywhere is not asked everything twice. */
const most = 25

/**
 * Says which cases are to be run again alone before they are settled. Congestion must not look like a verdict, so that are
 * those that got no answer, and, where cases ran beside each other, those that failed. Waiting cases cost too much.
 */
export function createRetryRule(concurrency: number): (entry: Entry) => boolean {
  const tried = { transient: 0, failed: 0 }
  return ({ item, outcome, result }) => {
    if (item.slow) return false
    if (outcome.transient) return ++tried.transient <= most
    const failed = result.verdict === 'fail' && item.case.kind === 'mutation' && concurrency > 1
    return failed && ++tried.failed <= most
  }
}

/** What both tries together say. */
function settled(runner: Runner, first: Entry, alone: Entry): Entry {
  const tries = [tryOf(first.result), tryOf(alone.result)]
  if (first.result.verdict !== 'fail') return { ...alone, tries }
  const unstable = unstableAlone(first.result, alone.result)
  if (unstable === null) return { ...first, tries }
  const exchanges = [...first.outcome.exchanges, ...alone.outcome.exchanges]
  const { reason, attributed } = unstable
  // What the second try found stands, so that no finding says that the rule is broken; the first one is in `tries`.
  const both: Entry = { ...alone, outcome: { ...alone.outcome, exchanges }, tries }
  return runner.rejudge(both, { reason, attributed: attributed ?? 'as' })
}

/** A second try, alone, for the entries that were held back; announces them. */
export async function retryAlone(
  runner: Runner,
  held: readonly Entry[],
  runs: ReadonlyMap<string, VariantRun>,
): Promise<readonly Entry[]> {
  const out: Entry[] = []
  for (const first of held) {
    const vr = runs.get(first.item.variant.key)
    const again = vr && !runner.interrupted ? await runner.run(first.item, vr) : null
    // A second try that an interruption cut short says nothing.
    out.push(runner.announce(again && !runner.interrupted ? settled(runner, first, again) : first))
  }
  return out
}
