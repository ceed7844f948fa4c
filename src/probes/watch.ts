import type { Answer, Attribution } from '../checks/types.ts'
import type { Drill, Tried } from './drillTypes.ts'

/** How a server changed its mind, or did not. */
export interface Watched {
  /** What it said in the end, as far as that was the same three times; `unclear`: it could not be told. */
  readonly outcome: Tried['outcome']
  /** ms from the change to the first of the answers that it kept to. */
  readonly afterMs: number
  readonly detail: string
  readonly exchanges: readonly string[]
}

/** Answers that have to be the same: several servers behind one name learn at different times. */
const SAME = 3
const firstPauseMs = 40
const longestPauseMs = 1000

/**
 * Tries again and again until the outcome is the wanted one and stays so.
 * @param since Unix epoch in ms of the change that is to have the effect
 */
export async function watch(
  { watchMs, now, sleep }: Pick<Drill, 'watchMs' | 'now' | 'sleep'>,
  since: number,
  wanted: 'accepted' | 'refused',
  attempt: () => Promise<Tried>,
): Promise<Watched> {
  const tries: Tried[] = []
  let same = 0
  let first = since
  let pause = firstPauseMs
  for (;;) {
    const tried = await attempt()
    tries.push(tried)
    if (tried.outcome === wanted) {
      if (same === 0) first = tried.at
      same += 1
    } else same = 0
    const late = now() - since >= watchMs
    // An answer that came at the last moment is not looked at for longer than it was waited for.
    if (same >= SAME || (late && now() - since >= 2 * watchMs) || (late && same === 0)) break
    await sleep(pause)
    pause = same > 0 ? firstPauseMs : Math.min(longestPauseMs, pause * 1.5)
  }
  const last = tries.at(-1)
  const outcome = same >= SAME ? wanted : (last?.outcome ?? 'unclear')
  return {
    outcome,
    afterMs: Math.max(0, Math.round((same >= SAME ? first : (last?.at ?? since)) - since)),
    detail: last?.detail ?? 'nothing was sent',
    exchanges: tries.flatMap(({ exchange }) => exchange ?? []),
  }
}

const seconds = (ms: number): string => `${ms / 1000} s`

/** Judges how long something went on being accepted. @param limitS of the profile; null: it sets none */
export function refusedInTime(
  what: string,
  { outcome, afterMs, detail, exchanges }: Watched,
  limitS: number | null,
  watchMs: number,
  attributed: Attribution,
): Answer {
  const limitMs = limitS === null ? null : limitS * 1000
  const expected = `${what}: refused ${limitMs === null ? `within the ${seconds(watchMs)} watched` : `within ${seconds(limitMs)}`}`
  if (outcome === 'unclear') return { kind: 'unknown', reason: `${what}: ${detail}`, attributed }
  if (outcome === 'refused') {
    const kind = limitMs === null || afterMs <= limitMs ? 'yes' : 'no'
    const observed = `${what}: refused after ${afterMs} ms`
    return kind === 'yes'
      ? { kind, expected, observed, exchanges }
      : { kind, expected, observed, attributed, exchanges }
  }
  if (limitMs !== null && limitMs > afterMs) {
    const reason = `${what}: still accepted after ${afterMs} ms; the profile allows ${seconds(limitMs)}, so watch for longer (drills: watch)`
    return { kind: 'unknown', reason, attributed: 'config' }
  }
  return { kind: 'no', expected, observed: `${what}: still accepted after ${afterMs} ms`, attributed, exchanges }
}

/** Judges how long it took until something was accepted. */
export function acceptedInTime(
  what: string,
  { outcome, afterMs, detail, exchanges }: Watched,
  watchMs: number,
  attributed: Attribution,
): Answer {
  const expected = `${what}: accepted within the ${seconds(watchMs)} watched`
  if (outcome === 'unclear') return { kind: 'unknown', reason: `${what}: ${detail}`, attributed }
  return outcome === 'accepted'
    ? { kind: 'yes', expected, observed: `${what}: accepted after ${afterMs} ms`, exchanges }
    : { kind: 'no', expected, observed: `${what}: still refused after ${afterMs} ms: ${detail}`, attributed, exchanges }
}
