import { hash } from 'node:crypto'
import type { CaseResult } from '../verdict/types.ts'
import type { Exchange } from '../wire/types.ts'
import { orderedJson } from './runJson.ts'
import { harEntry } from './toHar.ts'
import type { RecordedRun, Redacted } from './types.ts'

/** Name of the event log in a run folder. */
export const EVENTS = 'events.jsonl'

/** What a line says beside `previous`, the SHA-256 (hex) of the line before; null in the first line. */
export type ChainEvent =
  | { readonly kind: 'run-start'; readonly at: string; readonly run: string }
  | {
      readonly kind: 'exchange'
      readonly at: string
      readonly id: string
      readonly case: string
      readonly step: string
      /** SHA-256 (hex) of its line in `exchanges.har`, without the comma at its end. */
      readonly digest: string
    }
  | {
      readonly kind: 'case-end'
      readonly at: string
      readonly case: string
      readonly variant: string
      readonly verdict: string
      /** SHA-256 (hex) of its element of `cases` in `run.json`, without white space. */
      readonly digest: string
    }
  | { readonly kind: 'run-end'; readonly at: string; readonly result: string }

export type ChainLine = ChainEvent & { readonly previous: string | null }

const iso = (ms: number): string => new Date(ms).toISOString()

/** Digest of one result, whatever the white space around it. */
export const caseDigest = (result: CaseResult): string => hash('sha256', orderedJson(result), 'hex')

/** Digest of one exchange as its line in `exchanges.har` stands. */
export const harLineDigest = (line: string): string => hash('sha256', line, 'hex')

/** Digests of lines of `exchanges.har` by the id of the exchange. */
export type HarDigests = ReadonlyMap<string, string>

const exchangeEvent = (exchange: Redacted<Exchange>, digests: HarDigests): ChainEvent => ({
  kind: 'exchange',
  at: iso(exchange.timing.startedAt + exchange.timing.totalMs),
  id: exchange.id,
  case: exchange.label.caseId,
  step: exchange.label.step,
  digest: digests.get(exchange.id) ?? harLineDigest(JSON.stringify(harEntry(exchange))),
})

/**
 * The course of a run as lines of JSON, in order of time, each with the digest of the one before: a line that was changed,
 * taken out, put in or moved breaks the chain there. Exchanges and results stand in their own files; here are their digests.
 *
 * @param digests those that are known already; the others are made
 */
export function eventLines({ result, exchanges }: RecordedRun, digests: HarDigests = new Map()): readonly string[] {
  const start = Date.parse(result.run.startedAt)
  const events: ChainEvent[] = [
    ...exchanges.map((exchange) => exchangeEvent(exchange, digests)),
    ...result.cases.map(
      (entry): ChainEvent => ({
        kind: 'case-end',
        at: iso(start + entry.startMs + entry.durationMs),
        case: entry.id,
        variant: entry.variant,
        verdict: entry.verdict,
        digest: caseDigest(entry),
      }),
    ),
  ]
  // A stable sort: what happened in the same millisecond stays in the order of the run.
  events.sort((left, right) => (left.at < right.at ? -1 : left.at > right.at ? 1 : 0))
  const all: ChainEvent[] = [
    { kind: 'run-start', at: result.run.startedAt, run: result.run.id },
    ...events,
    { kind: 'run-end', at: result.run.finishedAt, result: result.result },
  ]
  let previous: string | null = null
  return all.map((event) => {
    const line: string = JSON.stringify({ previous, ...event })
    previous = hash('sha256', line, 'hex')
    return line
  })
}

export interface Chain {
  readonly lines: readonly ChainLine[]
  /** SHA-256 (hex) of the last line; null for an empty log. */
  readonly head: string | null
  /** The first line (from 1) that does not continue the one before, and why. */
  readonly broken: { readonly line: number; readonly why: string } | null
}

function parseLine(text: string): ChainLine | null {
  try {
    const value: unknown = JSON.parse(text)
    const isLine = typeof value === 'object' && value !== null && 'previous' in value && 'kind' in value
    return isLine ? (value as ChainLine) : null
  } catch {
    return null
  }
}

/** Reads an event log and follows its chain; the lines up to the break are given back. */
export function readChain(text: string): Chain {
  const lines: ChainLine[] = []
  let previous: string | null = null
  const texts = text.split('\n')
  const rest = texts.pop()
  for (const [index, line] of texts.entries()) {
    const parsed = parseLine(line)
    const broken = (why: string): Chain => ({ lines, head: previous, broken: { line: index + 1, why } })
    if (parsed === null) return broken('it is not an event')
    if (parsed.previous !== previous) {
      return broken(
        index === 0
          ? 'the first line says that others come before it'
          : `it does not continue line ${index}: that one was changed, or a line was put in or taken out`,
      )
    }
    lines.push(parsed)
    previous = hash('sha256', line, 'hex')
  }
  const end = (why: string): Chain => ({ lines, head: previous, broken: { line: lines.length + 1, why } })
  if (rest !== '') return end('the last line has no end')
  if (lines[0]?.kind !== 'run-start') return end('the log does not begin with the start of the run')
  if (lines.at(-1)?.kind !== 'run-end') return end('the log does not end with the end of the run')
  return { lines, head: previous, broken: null }
}
