import type { Command } from 'commander'
import type { GateResult } from '../index.ts'
import type { Context } from './context.ts'
import { EXIT } from './exitCode.ts'
import { given } from './given.ts'
import { type KeyOptions, recordFile, withKey, withRecord } from './statusOptions.ts'
import { needed } from './values.ts'

interface Options extends KeyOptions {
  readonly record?: string
  readonly strict?: boolean
  readonly evidence?: string
  readonly recordOnly?: boolean
  readonly json?: boolean
}

const CODES: Readonly<Record<GateResult['answer'], number>> = {
  admitted: EXIT.conformant,
  'not-admitted': EXIT.notConformant,
  'cannot-tell': EXIT.incomplete,
}

/** The answer, then what each record says, then what to do. */
export function gateText({ answer, reason, advice, records }: GateResult): string {
  const words = { admitted: 'admitted', 'not-admitted': 'not admitted', 'cannot-tell': 'cannot tell' }
  const lines = records.map((one) => {
    // Of the only record the first line has said it already.
    const said = records.length === 1 ? '' : `: ${words[one.answer]}, ${one.reason}`
    const evidence = one.evidence === null ? '' : `; evidence: ${one.evidence}`
    return `  ${one.profile}  ${one.environment}${said}${evidence}`
  })
  return [`${words[answer]}: ${reason}`, ...lines, ...(advice === null ? [] : [`  to do: ${advice}`]), ''].join('\n')
}

/** `assay gate`: may this application enter this environment today? */
export function addGateCommand(program: Command, context: Context): void {
  withKey(withRecord(program.command('gate')), 'of')
    .description('say whether an application may enter an environment today: 0 yes, 1 no, 3 cannot tell')
    .option('--strict', 'do not admit a conditional record')
    .option('--evidence <folder>', 'run folder of the certifying run, or the folder that it lies in')
    .option('--record-only', 'believe the record without its evidence')
    .option('--json', 'print data as JSON')
    .addHelpText(
      'after',
      `
Example:
  $ assay gate --record status.db --organisation "Acme Bank" --application acme --environment production`,
    )
    .action(async ({ record, json, ...options }: Options) => {
      const advice = 'the gate answers for one application in one environment'
      const question = {
        ...given(options),
        file: recordFile(record),
        organisation: needed(options.organisation, '--organisation <name>', advice),
        application: needed(options.application, '--application <name>', advice),
        environment: needed(options.environment, '--environment <name>', advice),
        now: Date.now(),
      }
      const tools = await (await context.loadAssay()).status()
      const result = await tools.gate(question)
      const { out } = context.terminal
      out.write(json ? `${JSON.stringify(result, null, 2)}\n` : gateText(result))
      context.exit(CODES[result.answer])
    })
}
