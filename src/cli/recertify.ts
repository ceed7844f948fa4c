import { relative, resolve } from 'node:path'
import type { Command } from 'commander'
import type { RecertifyEvent, RecertifyResult } from '../index.ts'
import { columnsOf } from './columnsOf.ts'
import type { Context } from './context.ts'
import { given } from './given.ts'
import type { Terminal } from './terminal.ts'
import { collect, needed } from './values.ts'

interface Options {
  readonly fleet?: string
  readonly out?: string
  readonly only?: readonly string[]
  readonly all?: boolean
  readonly dryRun?: boolean
  readonly json?: boolean
}

function progress({ err }: Terminal): (event: RecertifyEvent) => void {
  return (event) => {
    if (event.kind === 'note') err.write(`${event.text}\n`)
    if (event.kind === 'campaign') {
      const resumed = event.resumed === null ? '' : `, goes on: ${event.resumed} were done before`
      err.write(`Campaign ${event.campaign}: ${event.due} targets are due${resumed}\n`)
    }
    if (event.kind === 'start') err.write(`start  ${event.target}: ${event.reason}\n`)
    if (event.kind === 'done') {
      const { row, done, total } = event
      err.write(`${done}/${total}  ${row.target}: ${row.outcome}, ${row.before ?? 'none'} -> ${row.after ?? 'none'}\n`)
    }
  }
}

/** Of a campaign that is only asked for, what it would start is due. */
const outcomeName = (outcome: string, dryRun: boolean): string =>
  dryRun && outcome === 'not-started' ? 'due' : outcome

function text({ report, folder }: RecertifyResult): string {
  const dryRun = folder === null
  const rows = report.targets.map((row) => [
    row.target,
    row.profile,
    outcomeName(row.outcome, dryRun),
    row.before === row.after ? (row.after ?? 'none') : `${row.before ?? 'none'} -> ${row.after ?? 'none'}`,
    row.nextDue?.slice(0, 10) ?? '',
    row.reason,
  ])
  const counts = Object.entries(report.counts).filter(([, count]) => count > 0)
  return `${columnsOf(rows)}\n${counts.map(([outcome, count]) => `${count} ${outcomeName(outcome, dryRun)}`).join(', ')}\n`
}

/** `assay recertify`: runs every target of a fleet that is due. */
export function addRecertifyCommand(program: Command, context: Context): void {
  program
    .command('recertify')
    .description('run every target of a fleet that is due or has changed, and say where each stands')
    .option('--fleet <file>', 'fleet file: record, targets, limits')
    .option('--out <dir>', "folder of the fleet's campaigns (default: reports/<fleet>)")
    .option('--only <glob>', 'only targets whose id matches; may be given more than once', collect)
    .option('--all', 'also targets that are not due')
    .option('--dry-run', 'only say what is due, and why')
    .option('--json', 'print data as JSON')
    .addHelpText('after', '\nA campaign that was cut off goes on where it was. Made for cron: two at once are refused.')
    .action(async ({ fleet: file, out: folder, json, ...more }: Options) => {
      const { terminal, loadAssay } = context
      const { out, err, env } = terminal
      const fleet = resolve(terminal.folder, needed(file, '--fleet <file>', 'e.g. --fleet fleet.yaml'))
      const assay = await loadAssay()
      const abort = new AbortController()
      const stopListening = terminal.onInterrupt(() => abort.abort())
      try {
        const where = folder === undefined ? {} : { out: resolve(terminal.folder, folder) }
        const options = { fleet, ...where, ...given(more), env, signal: abort.signal, onEvent: progress(terminal) }
        const result = await assay.recertify(options)
        out.write(json ? `${JSON.stringify(result.report, null, 2)}\n` : text(result))
        if (result.folder !== null) err.write(`Report: ${relative(terminal.folder, result.folder)}/report.html\n`)
        if (result.exitCode === 130) err.write('Interrupted; the same command goes on with it.\n')
        context.exit(result.exitCode)
      } finally {
        stopListening()
      }
    })
}
