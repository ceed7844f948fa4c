import type { Command } from 'commander'
import type { Context } from './context.ts'
import { executeRun } from './executeRun.ts'
import { given } from './given.ts'
import { collect, commitId, needed, observer, wholeNumber } from './values.ts'

interface Options {
  readonly profile?: string
  readonly target?: string
  readonly out?: string
  readonly only?: readonly string[]
  readonly slow: boolean
  readonly concurrency: number
  readonly repeat?: number
  readonly baseline?: string
  readonly suite?: readonly string[]
  readonly record?: string
  readonly sign?: readonly string[]
  readonly observedBy?: 'self' | 'operator'
  readonly commit?: string
  readonly json?: boolean
}

/** `assay run`: tests a target against a profile. */
export function addRunCommand(program: Command, context: Context): void {
  program
    .command('run')
    .description('test an authorization server and resource server against a profile')
    .option('--profile <id|file>', 'profile to test against, e.g. fapi2-security-profile')
    .option('--target <file>', 'target file of the sandbox under test; "assay init" writes one')
    .option('--out <dir>', 'run folder (default: reports/<target>/<run-id>/)')
    .option('--only <glob>', 'run only the cases whose id matches; may be given more than once', collect)
    .option('--no-slow', 'leave out the cases that wait for something to expire')
    .option('--concurrency <n>', 'cases at the same time', wholeNumber(1, 64), 8)
    .option('--repeat <n>', 'run the plan n times; cases whose verdicts differ are incomplete', wholeNumber(1, 100))
    .option('--baseline <file>', 'known failures (YAML): shown as waived, they do not decide the result')
    .option('--suite <path>', 'one more folder or file with cases of your own; may be given more than once', collect)
    .option('--record <file>', 'append the run to this status record (SQLite)')
    .option('--sign <key>', 'sign the run folder: private key file or $env:NAME; may be given more than once', collect)
    .option('--observed-by <who>', 'who sits at the runner: self or operator (default: self)', observer)
    .option('--commit <sha>', 'commit of the release under test, for the attestation', commitId)
    .option('--json', 'print run.json instead of the summary')
    .addHelpText(
      'after',
      `
Example:
  $ assay run --profile fapi2-security-profile --target sandbox/target.yaml`,
    )
    .action(async (options: Options) => {
      const { out, only, slow, concurrency, repeat, baseline, suite, record, sign, observedBy, commit, json } = options
      const profile = needed(options.profile, '--profile <id|file>', 'e.g. --profile fapi2-security-profile')
      const target = needed(options.target, '--target <file>', '"assay init <issuer>" writes a target file')
      const more = { sign, observedBy, commit, suites: suite }
      const run = given({ profile, target, out, only, slow, concurrency, repeat, baseline, record, ...more })
      await executeRun(run, context, { json: json === true })
    })
}
