import { settleRepeats } from '../verdict/settleTries.ts'
import type { CaseResult } from '../verdict/types.ts'
import type { RunEvent } from './events.ts'
import { type RunInput, type RunOutput, run } from './run.ts'

export interface RepeatedOutput extends RunOutput {
  /** Whole runs made; fewer than asked for after an interruption. */
  readonly repeats: number
}

const keyOf = ({ id, variant }: CaseResult): string => `${id} ${variant}`

/** Progress counts through all rounds. */
function renumbered(event: RunEvent, round: number, times: number): RunEvent {
  if (event.kind !== 'case-end') return event
  return { ...event, done: event.done + round * event.total, total: event.total * times }
}

/** Results of a round that differ from those of the first one. */
function oddOnes(first: ReadonlyMap<string, CaseResult>, cases: readonly CaseResult[]): readonly CaseResult[] {
  return cases.filter((result) => first.get(keyOf(result))?.verdict !== result.verdict)
}

/** Lets go of what a later round sent, but for the results that differ: fifty rounds would fill the memory for nothing. */
function forgetRound({ wire }: RunInput, before: number, odd: readonly CaseResult[]): void {
  const needed = new Set(odd.flatMap(({ exchanges }) => exchanges))
  const unneeded = wire.exchanges.slice(before).filter(({ id }) => !needed.has(id))
  wire.forget(new Set(unneeded.map(({ id }) => id)))
}

function roundText(round: number, times: number, odd: number): string {
  const differ = odd === 1 ? '1 verdict differs' : `${odd} verdicts differ`
  return `round ${round} of ${times}: ${differ} from the first round`
}

/**
 * Runs the plan several times over, with the same connections, and compares the verdicts: a case without the same one in
 * every round is `incomplete`. After an interruption the rounds before it count.
 * @param times how often, at least 1
 */
export async function runRepeatedly(input: RunInput, times: number): Promise<RepeatedOutput> {
  const { onEvent, wire } = input
  const first = await run({ ...input, onEvent: (event) => onEvent(renumbered(event, 0, times)) })
  const byKey = new Map(first.cases.map((result) => [keyOf(result), result]))
  const rounds: RunOutput[] = [first]
  let interrupted = first.interrupted
  while (rounds.length < times && !interrupted) {
    const round = rounds.length
    const before = wire.exchanges.length
    const next = await run({ ...input, onEvent: (event) => onEvent(renumbered(event, round, times)) })
    interrupted = next.interrupted
    if (interrupted) break
    const odd = oddOnes(byKey, next.cases)
    forgetRound(input, before, odd)
    rounds.push(next)
    onEvent({ kind: 'note', text: roundText(round + 1, times, odd.length) })
  }
  const laterOnes = rounds.slice(1).map(({ cases }) => new Map(cases.map((result) => [keyOf(result), result])))
  return {
    ...first,
    cases: first.cases.map((result) =>
      settleRepeats(
        result,
        laterOnes.map((round) => round.get(keyOf(result))).filter((other) => other !== undefined),
      ),
    ),
    accommodations: [...new Map(rounds.flatMap((round) => round.accommodations).map((a) => [a.name, a])).values()],
    interrupted,
    repeats: rounds.length,
  }
}
