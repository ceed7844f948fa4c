import type { CaseResult, RunResult, Waiver } from '../verdict/types.ts'
import type { Exchange } from '../wire/types.ts'
import { createDoor, type OwnDoor } from './createDoor.ts'
import { mayShow } from './mayShow.ts'
import { redactExchange } from './redactExchange.ts'
import type { Redacted } from './types.ts'

/**
 * The one door between a run and everything that is written or shown. It fails closed: what stands in a sensitive place and
 * has no known name is hidden. Header names, parameter names, claim names and harmless values stay, each secret becomes a
 * tag such as `[redacted:code:sha256:ab12cd34]`, and the same secret has the same tag everywhere, so that a reader can
 * follow it from one exchange to the next.
 */
export interface Redactor {
  /**
   * Notes the secrets of an exchange (tokens, codes, cookies ...), which are then hidden in every other text too. An
   * exchange seen before costs nothing. Call it for all exchanges before the first one is redacted for good.
   */
  learn(exchange: Exchange): void
  /** The form of an exchange that may be written. */
  exchange(exchange: Exchange): Redacted<Exchange>
  caseResult(result: CaseResult): Redacted<CaseResult>
  result(result: RunResult): Redacted<RunResult>
  /** A sentence, e.g. for a log line. */
  text(text: string): Redacted<string>
  /** Any JSON-like value: every string in it is treated as a sentence. */
  value<T>(value: T): Redacted<T>
}

/** The only place that may say that something is redacted. */
function mark<T>(value: T): Redacted<T> {
  return value as Redacted<T>
}

function redactValue(value: unknown, door: OwnDoor): unknown {
  if (typeof value === 'string') return door.text(value, false)
  if (Array.isArray(value)) return value.map((item) => redactValue(item, door))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, redactValue(member, door)]))
}

/** Written by people, for people: only what is known as a secret is hidden. */
function redactWaiver({ reason, owner, expires }: Waiver, door: OwnDoor): Waiver {
  return { reason: door.text(reason, false), owner: door.text(owner, false), expires }
}

function redactCase(result: CaseResult, door: OwnDoor): CaseResult {
  return {
    ...result,
    title: door.text(result.title, false),
    reason: door.text(result.reason, true),
    findings: result.findings.map((finding) => ({
      ...finding,
      expected: door.text(finding.expected, true),
      observed: door.text(finding.observed, true),
      // Made of names that the server chose.
      ...(finding.pointer === undefined ? {} : { pointer: door.text(finding.pointer, true) }),
    })),
    ...(result.waived === undefined ? {} : { waived: redactWaiver(result.waived, door) }),
    ...(result.tries === undefined
      ? {}
      : { tries: result.tries.map(({ verdict, reason }) => ({ verdict, reason: door.text(reason, true) })) }),
  }
}

interface Settled {
  readonly safe: Exchange
  /** What was known when it went through. */
  readonly lessons: number
}

/**
 * @param options.secrets every secret value known before the run: passwords, private key members, PEM keys
 * @param options.show JSON pointers into payloads whose values are shown although they look like personal data; `*` is any
 *   member or element
 */
export function createRedactor(options: {
  readonly secrets: readonly string[]
  readonly show?: readonly string[]
}): Redactor {
  const door = createDoor(options.secrets, options.show)
  const known = new WeakMap<Exchange, Settled>()
  let lessons = 0

  function once(exchange: Exchange): Exchange {
    const safe = redactExchange(exchange, door)
    if (door.settle()) lessons++
    return safe
  }

  /**
   * What an exchange taught may stand further up in it, in a place that told nothing, and what others taught since it went
   * through may stand in it anywhere: then it goes through again.
   */
  function settled(exchange: Exchange): Exchange {
    const before = known.get(exchange)
    if (before?.lessons === lessons) return before.safe
    const learnedBy = lessons
    let safe = before?.safe ?? once(exchange)
    if ((before !== undefined || learnedBy !== lessons) && mayShow(safe, door)) safe = once(exchange)
    known.set(exchange, { safe, lessons })
    return safe
  }

  return {
    learn: (exchange) => {
      if (!known.has(exchange)) settled(exchange)
    },
    exchange: (exchange) => mark(settled(exchange)),
    caseResult: (result) => mark(redactCase(result, door)),
    result: (result) =>
      mark({
        ...result,
        run: {
          ...result.run,
          accommodations: result.run.accommodations.map((entry) => ({
            ...entry,
            reason: door.text(entry.reason, true),
          })),
        },
        cases: result.cases.map((entry) => redactCase(entry, door)),
      }),
    text: (text) => mark(door.text(text, true)),
    value<T>(value: T) {
      return mark(redactValue(value, door) as T)
    },
  }
}
