import type { Command } from 'commander'
import type { Context } from './context.ts'
import { executeRun } from './executeRun.ts'
import { given } from './given.ts'
import { collect, needed, observer } from './values.ts'

interface Options {
  readonly profile: string
  readonly target?: string
  readonly out?: string
  readonly only?: readonly string[]
  readonly sign?: readonly string[]
  readonly observedBy?: 'self' | 'operator'
  readonly json?: boolean
}

/** `assay drill`: rotations, revocations and offboarding, tried for real. */
export function addDrillCommand(program: Command, context: Context): void {
  program
    .command('drill')
    .description('rotate keys, revoke tokens, grants and clients for real, and measure how long that takes')
    .option(
      '--profile <id|file>',
      'profile whose limits hold (limits: revocation, rotation_window)',
      'fapi2-security-profile',
    )
    .option('--target <file>', 'target file that allows drills ("drills:")')
    .option('--out <dir>', 'run folder (default: reports/<target>/<run-id>/)')
    .option('--only <glob>', 'make only the drills whose id matches; may be given more than once', collect)
    .option('--sign <key>', 'sign the run folder: private key file or $env:NAME; may be given more than once', collect)
    .option('--observed-by <who>', 'who sits at the runner: self or operator (default: self)', observer)
    .option('--json', 'print run.json instead of the summary')
    .addHelpText(
      'after',
      `
Drills change the state of the server: the last of them takes client1 out for good.

Example:
  $ assay drill --target target.yaml --only 'drill-client-key-*'`,
    )
    .action(async ({ target: file, json, ...options }: Options) => {
      const target = needed(file, '--target <file>', 'its "drills:" says what may be done, see docs/drills.md')
      await executeRun(given({ ...options, target, drills: true }), context, { json: json === true })
    })
}
