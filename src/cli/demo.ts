import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import { checkDefects } from './checkDefects.ts'
import type { Context } from './context.ts'
import { executeRun } from './executeRun.ts'
import { given } from './given.ts'
import { collect } from './values.ts'

interface Options {
  readonly defect?: readonly string[]
  readonly only?: readonly string[]
  readonly out?: string
  readonly slow?: boolean
  readonly json?: boolean
}

const PROFILE = 'fapi2-security-profile'

/** `assay demo`: a whole run against the embedded sandbox, with nothing to prepare. */
export function addDemoCommand(program: Command, context: Context): void {
  program
    .command('demo')
    .description('start the embedded sandbox and test it: a whole run with nothing to prepare')
    .option(
      '--defect <id>',
      'break this rule of the sandbox first ("assay sandbox --list-defects"); repeatable',
      collect,
    )
    .option('--only <glob>', 'run only the cases whose id matches; may be given more than once', collect)
    .option('--out <dir>', 'run folder (default: reports/<target>/<run-id>/)')
    .option('--slow', 'also run the cases that wait for something to expire')
    .option('--json', 'print run.json instead of the summary')
    .action(async ({ defect, only, out, slow, json }: Options) => {
      const { terminal, loadAssay } = context
      const assay = await loadAssay()
      await checkDefects(defect ?? [], assay)
      // Keys, certificates and passwords of the sandbox: thrown away with it.
      const folder = mkdtempSync(join(tmpdir(), 'assay-demo-'))
      try {
        const sandbox = await assay.startSandbox({ dir: folder, defects: defect ?? [], variants: [{}] })
        terminal.err.write(`Sandbox started at ${sandbox.issuer}\n`)
        try {
          const run = given({ profile: PROFILE, target: sandbox.targetFile, out, only, slow: slow === true })
          await executeRun(run, context, { json: json === true })
        } finally {
          await sandbox.close()
        }
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    })
}
