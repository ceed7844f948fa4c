import type { Command } from 'commander'
import type { ExplainedCase } from '../index.ts'
import type { Context } from './context.ts'
import { collect } from './values.ts'
import { wrap } from './wrap.ts'

interface Options {
  readonly suite?: readonly string[]
  readonly json?: boolean
}

const INDENT = 4

/** A case in words, in the order in which somebody asks: what, what then, why, who gains, how to mend. */
export function explainText(found: ExplainedCase, columns: number, colour: boolean): string {
  const width = Math.min(columns, 100)
  const heading = (text: string): string => (colour ? `\x1b[1m${text}\x1b[0m` : text)
  const lines = (all: readonly string[], indent = INDENT): string =>
    all.map((line) => wrap(line, width, indent)).join('\n')
  const section = (title: string, all: readonly string[]): string =>
    all.length === 0 ? '' : `${heading(title)}\n${lines(all)}\n`
  const why = found.requirements.map(({ id, level, place, url, text }) => {
    const where = url === null ? place : `${place} ${url}`
    return [wrap(`${id} (${level}): ${text}`, width, INDENT), wrap(where, width, INDENT + 2)].join('\n')
  })
  const attackers = [...new Set(found.requirements.flatMap((one) => one.attackers))]
  return [
    `${heading(found.id)}\n${lines([found.title])}\n`,
    section('What is sent', found.sent),
    section('What must happen', found.expected),
    section('Only where', found.needs),
    `${heading('Why')}\n${why.join('\n')}\n`,
    section('What an attacker gains', attackers),
    section('How to fix', found.fix === null ? [] : [found.fix]),
    section('Written in', [found.source]),
  ]
    .filter((part) => part !== '')
    .join('\n')
}

/** `assay explain <case>`. */
export function addExplainCommand(program: Command, context: Context): void {
  program
    .command('explain')
    .description('tell what a case sends, why, which clause and attacker stand behind it, and how to fix what it finds')
    .argument('<case>', 'case id; "assay list" shows them all')
    .option('--suite <path>', 'one more folder or file with cases of your own; may be given more than once', collect)
    .option('--json', 'print data as JSON')
    .action(async (id: string, { suite, json }: Options) => {
      const { out } = context.terminal
      const assay = await context.loadAssay()
      const found = await assay.explainCase(id, { suites: suite })
      out.write(json ? `${JSON.stringify(found, null, 2)}\n` : explainText(found, out.columns, out.colour))
    })
}
