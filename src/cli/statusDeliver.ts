import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Command } from 'commander'
import { columnsOf } from './columnsOf.ts'
import type { Context } from './context.ts'
import { duration } from './duration.ts'
import { EXIT } from './exitCode.ts'
import { plain } from './plain.ts'
import { recordFile, withRecord } from './statusOptions.ts'

interface Options {
  readonly record?: string
  readonly wait?: number
  readonly json?: boolean
}

/** `assay status deliver`: tells every receiver what it has not been told yet. */
export function addStatusDeliver(status: Command, context: Context): void {
  withRecord(status.command('deliver'))
    .description('tell every receiver of the changes of state that it has not been told of; for cron')
    .option('--wait <duration>', 'go on trying until all is delivered, at most so long, e.g. 10m', duration)
    .option('--json', 'print data as JSON')
    .action(async ({ record, wait, json }: Options) => {
      const { out, err, env } = context.terminal
      const file = recordFile(record)
      const tools = await (await context.loadAssay()).status()
      const backlog = await tools.deliverStatus({
        ...{ file, env, waitMs: wait },
        clock: { now: Date.now, sleep: (ms) => sleep(ms), random: Math.random, uuid: randomUUID },
        onAttempt: ({ receiver, seq }, outcome) => {
          if (!outcome.delivered) err.write(`${plain(`${receiver.id}: entry ${seq}: ${outcome.error}`)}\n`)
        },
      })
      const rows = backlog.map(({ receiver, open, delivered, nextAttempt }) => [
        receiver,
        `${delivered} delivered`,
        open === 0 ? 'nothing open' : `${open} open, next attempt ${nextAttempt?.slice(0, 19)}Z`,
      ])
      if (json) out.write(`${JSON.stringify(backlog, null, 2)}\n`)
      else out.write(columnsOf(rows))
      context.exit(backlog.some(({ open }) => open > 0) ? EXIT.incomplete : EXIT.conformant)
    })
}
