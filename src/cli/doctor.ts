import type { Command } from 'commander'
import type { DoctorCheck } from '../index.ts'
import type { Context } from './context.ts'
import { EXIT } from './exitCode.ts'
import { plain } from './plain.ts'
import { needed } from './values.ts'
import { wrap } from './wrap.ts'

interface Options {
  readonly target?: string
  readonly profile?: string
  readonly json?: boolean
}

const SIGNS: Readonly<Record<DoctorCheck['status'], { readonly word: string; readonly colour: string }>> = {
  ok: { word: 'ok', colour: '32' },
  warning: { word: 'warning', colour: '33' },
  problem: { word: 'PROBLEM', colour: '31' },
  unknown: { word: 'unknown', colour: '35' },
}

function checkText(check: DoctorCheck, columns: number, colour: boolean): string {
  const { status, title, about, remedy } = check
  const observed = plain(check.observed)
  const sign = SIGNS[status]
  const word = sign.word.padEnd(7)
  const shown = colour ? `\x1b[${sign.colour}m${word}\x1b[0m` : word
  const where = about === null ? '' : ` [${about}]`
  const width = Math.min(columns, 100)
  const details =
    status === 'ok' ? [] : [wrap(observed, width, 9), ...(remedy === null ? [] : [wrap(`-> ${remedy}`, width, 9)])]
  return [`${shown}  ${title}${where}${status === 'ok' ? `: ${observed}` : ''}`, ...details].join('\n')
}

/** 2 if the target file cannot be used, 1 for any other problem, 3 if only something could not be found out. */
export function doctorExitCode(checks: readonly DoctorCheck[]): number {
  if (checks.some(({ id, status }) => id === 'target-file' && status === 'problem')) return EXIT.usage
  if (checks.some(({ status }) => status === 'problem')) return EXIT.notConformant
  return checks.some(({ status }) => status === 'unknown') ? EXIT.incomplete : EXIT.conformant
}

/** `assay doctor`: is the target file, and the world around it, fit for a run? */
export function addDoctorCommand(program: Command, context: Context): void {
  program
    .command('doctor')
    .description('check what a run needs: clock, certificates, keys, metadata, login; each with the remedy')
    .option('--target <file>', 'target file to check')
    .option('--profile <id|file>', 'profile whose consents and parameters the flow has')
    .option('--json', 'print data as JSON')
    .action(async ({ target: file, profile, json }: Options) => {
      const target = needed(file, '--target <file>', '"assay init <issuer>" writes a target file')
      const { terminal } = context
      const { out, env } = terminal
      const assay = await context.loadAssay()
      const abort = new AbortController()
      const stopListening = terminal.onInterrupt(() => abort.abort())
      const onCheck = (check: DoctorCheck): void => {
        if (!json) out.write(`${checkText(check, out.columns, out.colour)}\n`)
      }
      try {
        const checks = await assay.doctor({ target, profile, env, signal: abort.signal, onCheck })
        if (json) out.write(`${JSON.stringify(checks, null, 2)}\n`)
        context.exit(abort.signal.aborted ? EXIT.interrupted : doctorExitCode(checks))
      } finally {
        stopListening()
      }
    })
}
