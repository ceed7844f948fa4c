import type { Command } from 'commander'
import type { ListedCase } from '../index.ts'
import { columnsOf } from './columnsOf.ts'
import type { Context } from './context.ts'
import { collect } from './values.ts'

interface Options {
  readonly profile?: string
  readonly only?: readonly string[]
  readonly suite?: readonly string[]
  readonly json?: boolean
}

function bySuite(cases: readonly ListedCase[], colour: boolean): string {
  const heading = (text: string): string => (colour ? `\x1b[1m${text}\x1b[0m` : text)
  const suites = [...new Set(cases.map(({ suite }) => suite))]
  const sections = suites.map((suite) => {
    const rows = cases.filter((one) => one.suite === suite).map(({ id, level, title }) => [`  ${id}`, level, title])
    return `${heading(suite)}\n${columnsOf(rows)}`
  })
  return sections.join('\n')
}

/** `assay list`: all cases by suite. */
export function addListCommand(program: Command, context: Context): void {
  program
    .command('list')
    .description('list the cases: id, level and title, by suite')
    .option('--profile <id|file>', 'only the cases of this profile')
    .option('--only <glob>', 'only the cases whose id matches; may be given more than once', collect)
    .option('--suite <path>', 'one more folder or file with cases of your own; may be given more than once', collect)
    .option('--json', 'print data as JSON')
    .action(async ({ profile, only, suite, json }: Options) => {
      const { out, err } = context.terminal
      const assay = await context.loadAssay()
      const cases = await assay.listCases({ profile, only, suites: suite })
      if (json) {
        out.write(`${JSON.stringify(cases, null, 2)}\n`)
        return
      }
      out.write(bySuite(cases, out.colour))
      err.write(
        `\n${cases.length} cases. "assay explain <case>" tells what one sends, why, and how to fix what it finds.\n`,
      )
    })
}
