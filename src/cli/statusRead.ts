import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { Option } from 'commander'
import type { LifecycleState } from '../index.ts'
import type { Context } from './context.ts'
import { EXIT } from './exitCode.ts'
import { UsageError } from './explainError.ts'
import { given } from './given.ts'
import { type KeyOptions, recordFile, withKey, withRecord } from './statusOptions.ts'
import { STATE_NAMES, statusTable, statusText } from './statusText.ts'
import { collect } from './values.ts'

interface ListOptions extends KeyOptions {
  readonly record?: string
  readonly state?: string
  readonly json?: boolean
}

const asState = (state: string | undefined): LifecycleState | undefined => state as LifecycleState | undefined

/** `assay status list`: one line per record. */
export function addStatusList(status: Command, context: Context): void {
  withKey(withRecord(status.command('list', { isDefault: true })), 'only')
    .description('where every application stands, and what is due next')
    .addOption(new Option('--state <name>', 'only records in this state').choices(STATE_NAMES))
    .option('--json', 'print data as JSON')
    .action(async ({ record, json, state, ...filter }: ListOptions) => {
      const { out, err } = context.terminal
      const file = recordFile(record)
      const tools = await (await context.loadAssay()).status()
      const lines = await tools.listStatus(file, { ...filter, state: asState(state) }, { now: Date.now() })
      if (json) out.write(`${JSON.stringify(lines, null, 2)}\n`)
      else if (lines.length > 0) out.write(statusTable(lines, out.colour))
      if (lines.length === 0) err.write(`No application in "${file}" matches.\n`)
    })
}

/** `assay status show`: records with their whole history. */
export function addStatusShow(status: Command, context: Context): void {
  withKey(withRecord(status.command('show')), 'only')
    .description('records with their credentials, runs and changes of state')
    .option('--json', 'print data as JSON, the audit log of each record included')
    .action(async ({ record, json, state: _, ...filter }: ListOptions) => {
      const { out, err } = context.terminal
      const file = recordFile(record)
      const tools = await (await context.loadAssay()).status()
      const records = await tools.readStatus(file, filter, { now: Date.now() })
      if (json) out.write(`${JSON.stringify(records, null, 2)}\n`)
      else out.write(records.map((one) => statusText(one, out.colour)).join('\n'))
      if (records.length === 0) err.write(`No application in "${file}" matches.\n`)
    })
}

/** `assay status export`: the audit log for an archive. */
export function addStatusExport(status: Command, context: Context): void {
  withRecord(status.command('export'))
    .description('the whole audit log as lines of JSON; its last line is the head to keep elsewhere')
    .option('--out <file>', 'file to write (default: standard output)')
    .action(async ({ record, out: to }: { readonly record?: string; readonly out?: string }) => {
      const { out, err, folder } = context.terminal
      const tools = await (await context.loadAssay()).status()
      const lines: string[] = []
      const write = (line: string): void => {
        if (to === undefined) out.write(`${line}\n`)
        else lines.push(`${line}\n`)
      }
      const { entries, head } = await tools.exportLog(recordFile(record), {}, write)
      if (to !== undefined) writeFileSync(resolve(folder, to), lines.join(''))
      err.write(`${entries} entries; keep this head elsewhere: ${head.seq}:${head.hash}\n`)
    })
}

/** `12:sha256:...`, as `export` and `verify` print it. */
function headFrom(text: string): { readonly seq: number; readonly hash: string } {
  const [, seq, hash] = /^(\d+):(sha256:[0-9a-f]{64})$/.exec(text) ?? []
  if (seq === undefined || hash === undefined)
    throw new UsageError(`option "--head": <entry>:<hash> as "assay status export" prints it expected, "${text}" seen`)
  return { seq: Number(seq), hash }
}

/** `assay status verify`: looks for any tampering. */
export function addStatusVerify(status: Command, context: Context): void {
  withRecord(status.command('verify'))
    .description('look for any tampering with the audit log and with the states that follow from it')
    .option('--head <entry:hash>', 'end of the log as it was kept elsewhere; may be given more than once', collect)
    .option('--json', 'print data as JSON')
    .action(
      async (options: { readonly record?: string; readonly head?: readonly string[]; readonly json?: boolean }) => {
        const { out, err } = context.terminal
        const kept = (options.head ?? []).map(headFrom)
        const file = recordFile(options.record)
        const tools = await (await context.loadAssay()).status()
        const found = await tools.verifyLog(file, given({ kept }))
        if (options.json) out.write(`${JSON.stringify(found, null, 2)}\n`)
        else {
          const { head, entries, records } = found
          for (const problem of found.problems) out.write(`${problem}\n`)
          if (found.ok) out.write(`${entries} entries, ${records} records, head ${head.seq}:${head.hash}: intact\n`)
          if (kept.length === 0)
            err.write('No --head was given: whoever can write the file could have written all of it anew.\n')
        }
        context.exit(found.ok ? EXIT.conformant : EXIT.notConformant)
      },
    )
}
