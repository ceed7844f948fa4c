import type { Command } from 'commander'
import type { Assay, ListedCase } from '../index.ts'
import { columnsOf } from './columnsOf.ts'
import type { Context } from './context.ts'
import { UsageError } from './explainError.ts'
import { coverageSummary, coverageText } from './showCoverage.ts'
import type { Terminal } from './terminal.ts'
import { collect } from './values.ts'

interface Options {
  readonly profile?: string
  readonly only?: readonly string[]
  readonly suite?: readonly string[]
  readonly coverage?: boolean
  readonly json?: boolean
  readonly markdown?: boolean
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

async function listCases({ profile, only, suite, json }: Options, assay: Assay, { out, err }: Terminal): Promise<void> {
  const cases = await assay.listCases({ profile, only, suites: suite })
  if (json) {
    out.write(`${JSON.stringify(cases, null, 2)}\n`)
    return
  }
  out.write(bySuite(cases, out.colour))
  err.write(
    `\n${cases.length} cases. "assay explain <case>" tells what one sends, why, and how to fix what it finds.\n`,
  )
}

async function listCoverage(options: Options, assay: Assay, { out, err }: Terminal): Promise<void> {
  const { profile, only, suite, json, markdown } = options
  const coverage = await assay.listCoverage({ profile, only, suites: suite })
  if (json) out.write(`${JSON.stringify(coverage, null, 2)}\n`)
  else if (markdown) out.write(await assay.coverageMarkdown(coverage))
  else {
    out.write(coverageText(coverage, out.columns, out.colour))
    err.write(`\n${coverageSummary(coverage)}\n`)
  }
}

/** `assay list`: all cases by suite, or all requirements with what tests them. */
export function addListCommand(program: Command, context: Context): void {
  program
    .command('list')
    .description('list the cases: id, level and title, by suite; or, with --coverage, the requirements')
    .option('--profile <id|file>', 'only the cases of this profile; with --coverage the requirements of its sets')
    .option('--only <glob>', 'only the cases whose id matches; may be given more than once', collect)
    .option('--suite <path>', 'one more folder or file with cases of your own; may be given more than once', collect)
    .option('--coverage', 'list requirements with their cases and defects, or why they have none')
    .option('--json', 'print data as JSON')
    .option('--markdown', 'with --coverage: print a Markdown page')
    .action(async (options: Options) => {
      const assay = await context.loadAssay()
      if (options.coverage) return listCoverage(options, assay, context.terminal)
      if (options.markdown) throw new UsageError('option "--markdown" needs "--coverage"; add it, or leave both out')
      return listCases(options, assay, context.terminal)
    })
}
