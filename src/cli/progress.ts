import type { CaseResult, RunEvent } from '../index.ts'

/** What is known of a run while it goes on. */
export interface Progress {
  readonly total: number
  readonly done: number
  readonly counts: Readonly<Record<CaseResult['verdict'], number>>
  /** Cases that have begun and not ended, oldest first: `id variant`. */
  readonly running: readonly string[]
}

export const noProgress: Progress = {
  total: 0,
  done: 0,
  counts: { pass: 0, warn: 0, fail: 0, skip: 0, incomplete: 0 },
  running: [],
}

/** Progress after one more event. Pure. */
export function nextProgress(before: Progress, event: RunEvent): Progress {
  switch (event.kind) {
    case 'run-start':
      return { ...before, total: event.total }
    case 'case-start':
      return { ...before, running: [...before.running, `${event.id} ${event.variant}`] }
    case 'case-end': {
      const { verdict, id, variant } = event.result
      return {
        total: event.total,
        done: event.done,
        counts: { ...before.counts, [verdict]: before.counts[verdict] + 1 },
        running: before.running.filter((name) => name !== `${id} ${variant}`),
      }
    }
    default:
      return before
  }
}

const clock = (ms: number): string => {
  const s = Math.floor(ms / 1000)
  return `${Math.floor(s / 60)}:${String(s % 60).padStart(2, '0')}`
}

/** The status line, no longer than `columns` characters: how far, what came of it, how long, what is going on. */
export function progressLine(progress: Progress, elapsedMs: number, columns: number): string {
  const { total, done, counts, running } = progress
  const found = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([verdict, count]) => `${count} ${verdict}`)
  const oldest = running[0]?.split(' ')[0] ?? ''
  const more = running.length > 1 ? ` and ${running.length - 1} more` : ''
  const parts = [`${done}/${total}`, clock(elapsedMs), ...found, oldest === '' ? '' : `${oldest}${more}`]
  const line = parts.filter((part) => part !== '').join('  ')
  return line.length > columns ? `${line.slice(0, Math.max(0, columns - 1))}…` : line
}
