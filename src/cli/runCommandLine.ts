import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command, CommanderError } from 'commander'
import type { Assay } from '../index.ts'
import type { Context } from './context.ts'
import { addDemoCommand } from './demo.ts'
import { addDiffCommand } from './diff.ts'
import { addDoctorCommand } from './doctor.ts'
import { addDrillCommand } from './drill.ts'
import { EXIT } from './exitCode.ts'
import { addExplainCommand } from './explain.ts'
import { explainError } from './explainError.ts'
import { addGateCommand } from './gate.ts'
import { addInitCommand } from './init.ts'
import { addListCommand } from './list.ts'
import { plain } from './plain.ts'
import { addProveCommand } from './prove.ts'
import { addRecertifyCommand } from './recertify.ts'
import { addReportCommand } from './report.ts'
import { addRunCommand } from './run.ts'
import { addSandboxCommand } from './sandbox.ts'
import { addSignCommand } from './sign.ts'
import { addStatusCommand } from './status.ts'
import type { Terminal } from './terminal.ts'
import { addVerifyCommand } from './verify.ts'

const COMMANDS: readonly ((program: Command, context: Context) => void)[] = [
  addRunCommand,
  addDemoCommand,
  addListCommand,
  addExplainCommand,
  addDoctorCommand,
  addDrillCommand,
  addInitCommand,
  addReportCommand,
  addDiffCommand,
  addRecertifyCommand,
  addSignCommand,
  addVerifyCommand,
  addStatusCommand,
  addGateCommand,
  addSandboxCommand,
  addProveCommand,
]

const EXIT_CODES = `
Exit codes:
  0    conformant, or the command did what it was asked
  1    not conformant
  2    wrong usage, profile, target or suite
  3    could not decide: something is incomplete
  130  interrupted; what was done is saved`

function version(): string {
  const file = join(import.meta.dirname, '..', '..', 'package.json')
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string }
  return version
}

function makeProgram(context: Context): Command {
  const { out, err } = context.terminal
  const program = new Command('assay')
    .description('FAPI 2.0 conformance test runner: trusted verdicts, evidence and an onboarding status record.')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help for a command')
    .option('--debug', 'print a stack trace when something goes wrong in assay itself')
    .addHelpText('after', EXIT_CODES)
    .showHelpAfterError('(see --help)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => out.write(text),
      writeErr: (text) => err.write(text),
      getOutHelpWidth: () => out.columns,
      getErrHelpWidth: () => err.columns,
      getOutHasColors: () => out.colour,
      getErrHasColors: () => err.colour,
    })
  for (const add of COMMANDS) add(program, context)
  for (const command of program.commands) {
    command.copyInheritedSettings(program)
    command.helpOption('-h, --help', 'show help')
  }
  return program
}

/** Commander ends a command by an error even for `--help`; every other one is wrong usage. */
function exitCodeOf({ code }: CommanderError): number {
  return ['commander.helpDisplayed', 'commander.version'].includes(code) ? 0 : EXIT.usage
}

/**
 * Runs one command line; data goes to `terminal.out`, everything else to `terminal.err`.
 * Returns the exit code (see `EXIT`); never throws.
 */
export async function runCommandLine(
  args: readonly string[],
  { terminal, loadAssay }: { readonly terminal: Terminal; readonly loadAssay: () => Promise<Assay> },
): Promise<number> {
  let exitCode: number = EXIT.conformant
  const context: Context = {
    terminal,
    loadAssay,
    exit: (code) => {
      exitCode = code
    },
  }
  try {
    await makeProgram(context).parseAsync([...args], { from: 'user' })
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError) return exitCodeOf(error)
    const { text, exitCode: code } = explainError(error, args.includes('--debug'))
    terminal.err.write(`assay: ${text.split('\n').map(plain).join('\n')}\n`)
    return code
  }
}
