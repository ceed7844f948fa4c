import type { SQLOutputValue } from 'node:sqlite'
import type { Outcome } from '../verdict/types.ts'
import { StatusError } from './StatusError.ts'
import type { HistoryEntry, LifecycleState, Transition } from './types.ts'

export type Row = Readonly<Record<string, SQLOutputValue>>

const STATES: readonly LifecycleState[] = ['registered', 'testing', 'conformant', 'conditional', 'expired']
const OUTCOMES: readonly Outcome[] = ['conformant', 'non-conformant', 'incomplete']

function damaged(column: string, expected: string, seen: unknown): never {
  const what = `column "${column}": ${expected} expected, ${JSON.stringify(seen)} seen`
  throw new StatusError('DAMAGED', `status record: ${what}; the file was changed by something else, restore a backup`)
}

export function text(row: Row, column: string): string {
  const value = row[column]
  return typeof value === 'string' ? value : damaged(column, 'text', value)
}

export function textOrNull(row: Row, column: string): string | null {
  return row[column] === null ? null : text(row, column)
}

export function number(row: Row, column: string): number {
  const value = row[column]
  return typeof value === 'number' ? value : damaged(column, 'a number', value)
}

function oneOf<T extends string>(row: Row, column: string, allowed: readonly T[]): T {
  const value = text(row, column)
  return allowed.find((one) => one === value) ?? damaged(column, allowed.join(' | '), value)
}

export const stateOf = (row: Row, column: string): LifecycleState => oneOf(row, column, STATES)

function summaryOf(row: Row): HistoryEntry['summary'] {
  const value: unknown = JSON.parse(text(row, 'summary'))
  const counts = typeof value === 'object' && value !== null ? { ...value } : {}
  const count = (name: string): number => {
    const found = Object.entries(counts).find(([key]) => key === name)?.[1]
    return typeof found === 'number' ? found : damaged(`summary.${name}`, 'a number', found)
  }
  return {
    pass: count('pass'),
    warn: count('warn'),
    fail: count('fail'),
    skip: count('skip'),
    incomplete: count('incomplete'),
    ...('waived' in counts ? { waived: count('waived') } : {}),
  }
}

/** A row of table `run`. */
export function historyEntry(row: Row): HistoryEntry {
  return {
    runId: text(row, 'run_id'),
    startedAt: text(row, 'started_at'),
    finishedAt: text(row, 'finished_at'),
    recordedAt: text(row, 'recorded_at'),
    result: oneOf(row, 'result', OUTCOMES),
    partial: number(row, 'partial') !== 0,
    summary: summaryOf(row),
    waivedUntil: textOrNull(row, 'waived_until'),
    tool: { name: text(row, 'tool_name'), version: text(row, 'tool_version') },
    profileDigest: text(row, 'profile_digest'),
    suiteDigest: text(row, 'suite_digest'),
    target: { id: text(row, 'target_id'), issuer: text(row, 'target_issuer'), digest: text(row, 'target_digest') },
    folder: textOrNull(row, 'folder'),
    observedBy: textOrNull(row, 'observed_by'),
    rules: { validDays: number(row, 'valid_days'), graceDays: number(row, 'grace_days') },
  }
}

/** A row of table `transition`. */
export function transition(row: Row): Transition {
  return {
    at: text(row, 'at'),
    from: row.from_state === null ? null : stateOf(row, 'from_state'),
    to: stateOf(row, 'to_state'),
    reason: text(row, 'reason'),
    runId: textOrNull(row, 'run_id'),
  }
}
