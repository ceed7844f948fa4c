import type { LifecycleState, StatusLine, StatusRecord } from '../index.ts'
import { columnsOf } from './columnsOf.ts'

const COLOUR: Readonly<Record<LifecycleState, string>> = {
  registered: '2',
  credentialed: '2',
  testing: '36',
  conformant: '32',
  conditional: '33',
  'in-revision': '33',
  expired: '31',
  suspended: '31',
  revoked: '31',
  offboarded: '2',
}

/** All states there are. */
export const STATE_NAMES = Object.keys(COLOUR)

const shown = (state: LifecycleState, colour: boolean): string =>
  colour ? `\x1b[${COLOUR[state]}m${state}\x1b[0m` : state

const day = (time: string): string => time.slice(0, 10)

/** One line per record: name, state, what is due next. */
export function statusTable(lines: readonly StatusLine[], colour: boolean): string {
  const rows = lines.map((line) => [
    `${line.organisation} / ${line.application}`,
    line.profile,
    line.environment,
    line.state,
    line.nextDue === null ? '-' : day(line.nextDue),
    line.nextDueReason ?? line.reason,
  ])
  const head = ['organisation / application', 'profile', 'environment', 'state', 'next due', 'why']
  const table = columnsOf([head, ...rows])
  if (!colour) return table
  // Coloured once the columns are laid out: escape sequences have no width.
  const texts = table.split('\n')
  return texts
    .map((text, n) => {
      const line = n === 0 ? undefined : lines[n - 1]
      return line === undefined ? text : text.replace(`  ${line.state} `, `  ${shown(line.state, true)} `)
    })
    .join('\n')
}

function credentialLines({ credentials }: StatusRecord): string[] {
  return credentials.map(({ id, type, expires, rotateBy }) => {
    const end = expires === null ? 'no end known' : `expires ${day(expires)}`
    return `  ${type} ${id}: ${end}${rotateBy === null ? '' : `, rotate by ${day(rotateBy)}`}`
  })
}

function runRows({ runs }: StatusRecord): string[][] {
  return runs.map((run) => {
    const { pass, warn, fail, incomplete, waived } = run.summary
    const more = waived === undefined ? '' : `, ${waived} waived`
    return [
      `  ${run.finishedAt.slice(0, 16)}Z`,
      run.result,
      run.observedBy,
      `${pass} pass, ${warn} warn, ${fail} fail, ${incomplete} incomplete${more}`,
      run.runId,
      run.objection ?? run.folder ?? '',
    ]
  })
}

/** One record: its state and why, what is due, its credentials, its runs (newest first), its changes of state. */
export function statusText(record: StatusRecord, colour: boolean): string {
  const { organisation, application, profile, environment, state, since, reason, nextDue, nextDueReason } = record
  const changes = record.transitions.map(({ at, from, to, actor, reason: why }) => [
    `  ${at.slice(0, 16)}Z`,
    `${from ?? '-'} -> ${to}`,
    actor,
    why,
  ])
  const parts = [
    `${organisation} / ${application}  ${profile}  ${environment}`,
    `  ${shown(state, colour)} since ${day(since)}: ${reason}`,
    ...(nextDue === null ? [] : [`  next due ${day(nextDue)}: ${nextDueReason}`]),
    ...credentialLines(record),
  ]
  return [...parts, columnsOf(runRows(record)).trimEnd(), columnsOf(changes).trimEnd(), '']
    .filter((part, n, all) => part !== '' || n === all.length - 1)
    .join('\n')
}
