import type { Command } from 'commander'
import type { StatusRecord } from '../index.ts'
import { columnsOf } from './columnsOf.ts'
import type { Context } from './context.ts'
import { needed } from './values.ts'

interface Options {
  readonly record?: string
  readonly organisation?: string
  readonly application?: string
  readonly profile?: string
  readonly environment?: string
  readonly json?: boolean
}

const COLOUR: Readonly<Record<StatusRecord['state'], string>> = {
  registered: '2',
  testing: '36',
  conformant: '32',
  conditional: '33',
  expired: '31',
}

/** One record: its state and why, then its runs, newest first. */
export function statusText(record: StatusRecord, colour: boolean): string {
  const { organisation, application, profile, environment, state, since, reason, runs } = record
  const shown = colour ? `\x1b[${COLOUR[state]}m${state}\x1b[0m` : state
  const rows = runs.map((run) => {
    const { pass, warn, fail, incomplete, waived } = run.summary
    const more = waived === undefined ? '' : `, ${waived} waived`
    const counts = `${pass} pass, ${warn} warn, ${fail} fail, ${incomplete} incomplete${more}`
    return [
      `  ${run.finishedAt.slice(0, 16)}Z`,
      `${run.result}${run.partial ? ' (partial)' : ''}`,
      counts,
      run.runId,
      run.folder ?? '',
    ]
  })
  return [
    `${organisation} / ${application}  ${profile}  ${environment}`,
    `  ${shown} since ${since.slice(0, 10)}: ${reason}`,
    columnsOf(rows),
  ].join('\n')
}

/** `assay status`: what the status record says, as of now. */
export function addStatusCommand(program: Command, context: Context): void {
  program
    .command('status')
    .description('show the onboarding status of each application in a status record, with its runs')
    .option('--record <file>', 'status record that "assay run --record" writes')
    .option('--organisation <name>', 'only this organisation')
    .option('--application <name>', 'only this application')
    .option('--profile <id>', 'only this profile')
    .option('--environment <name>', 'only this environment')
    .option('--json', 'print data as JSON')
    .action(async ({ record: file, json, ...filter }: Options) => {
      const record = needed(file, '--record <file>', 'name the file that "assay run --record" wrote')
      const { out, err } = context.terminal
      const assay = await context.loadAssay()
      const records = await assay.readStatus(record, filter, { now: Date.now() })
      if (json) out.write(`${JSON.stringify(records, null, 2)}\n`)
      else out.write(records.map((one) => statusText(one, out.colour)).join('\n'))
      if (records.length === 0) err.write(`No application in "${record}" matches.\n`)
    })
}
