import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { Context } from './context.ts'

interface Options {
  readonly format: string
  readonly out?: string
}

/** `assay report <run-folder>`: draws a recorded run again. */
export function addReportCommand(program: Command, context: Context): void {
  program
    .command('report')
    .description('draw a recorded run again, from its run folder')
    .argument('<run-folder>', 'folder that a run wrote')
    .option('--format <name>', 'terminal, html, junit, sarif, ctrf, oscal, json, har, github ...', 'terminal')
    .option('--out <file>', 'file to write (default: standard output)')
    .action(async (folder: string, { format, out: file }: Options) => {
      const { out, err, folder: here } = context.terminal
      const assay = await context.loadAssay()
      const options = file === undefined ? { colour: out.colour, columns: out.columns } : {}
      const text = await assay.redraw(resolve(here, folder), format, options)
      if (file === undefined) {
        out.write(text)
        return
      }
      writeFileSync(resolve(here, file), text)
      err.write(`Wrote ${file}\n`)
    })
}
