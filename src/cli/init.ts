import { existsSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Command } from 'commander'
import type { InitQuestion } from '../index.ts'
import type { Context } from './context.ts'
import { UsageError } from './explainError.ts'
import type { Terminal } from './terminal.ts'
import { collect } from './values.ts'

interface Options {
  readonly out: string
  readonly ca?: readonly string[]
  readonly set?: readonly string[]
  readonly force?: boolean
}

/** `--set name=value` pairs as answers. */
export function answersOf(pairs: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=')
      if (at < 1)
        throw new UsageError(`"--set": name=value is expected, "${pair}" was given; e.g. --set client_id=client1`)
      return [pair.slice(0, at), pair.slice(at + 1)]
    }),
  )
}

function asker(terminal: Terminal): (question: InitQuestion) => Promise<string | null> {
  if (!terminal.interactive) return async ({ proposal }) => proposal
  return async ({ text, proposal }) => {
    const answer = await terminal.ask(`${text}${proposal === null ? '' : ` [${proposal}]`}: `)
    return answer === null || answer.trim() === '' ? proposal : answer.trim()
  }
}

/** `assay init <issuer>`: writes a target file from the server's metadata. */
export function addInitCommand(program: Command, context: Context): void {
  program
    .command('init')
    .description('write a target file from the metadata of an authorization server, asking only what it cannot find')
    .argument('<issuer>', 'issuer URL, e.g. https://as.example')
    .option('--out <file>', 'where to write it; - for standard output', 'target.yaml')
    .option('--ca <file>', 'PEM file with a CA certificate to trust; may be given more than once', collect)
    .option('--set <name=value>', 'answer a question beforehand; may be given more than once', collect)
    .option('--force', 'overwrite an existing file')
    .action(async (issuer: string, { out: file, ca, set = [], force }: Options) => {
      const { terminal } = context
      const path = resolve(terminal.folder, file)
      const answers = answersOf(set)
      if (file !== '-' && !force && existsSync(path)) {
        throw new UsageError(`"${file}" exists already; choose another file with --out, or overwrite it with --force`)
      }
      const assay = await context.loadAssay()
      const { text, notes, missing } = await assay.initTarget({
        issuer,
        folder: file === '-' ? terminal.folder : dirname(path),
        ca: ca?.map((one) => resolve(terminal.folder, one)),
        answers,
        ask: asker(terminal),
      })
      if (file === '-') terminal.out.write(text)
      else writeFileSync(path, text)
      for (const note of notes) terminal.err.write(`${note}\n`)
      if (file !== '-') terminal.err.write(`Wrote ${file}\n`)
      if (missing.length > 0) terminal.err.write(`Left to fill in by hand: ${missing.join(', ')}\n`)
      if (file !== '-') terminal.err.write(`Next: assay doctor --target ${file}\n`)
    })
}
