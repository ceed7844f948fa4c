import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { Context } from './context.ts'
import { UsageError } from './explainError.ts'
import { given } from './given.ts'
import { plain } from './plain.ts'
import { collect } from './values.ts'

interface Options {
  readonly key?: readonly string[]
  readonly target?: string
  readonly json?: boolean
}

/** `assay sign <run-folder>`: signs a run folder, or adds a signature to it. */
export function addSignCommand(program: Command, context: Context): void {
  program
    .command('sign')
    .description('sign a run folder, or add your signature to those it has')
    .argument('<run-folder>', 'folder that a run wrote')
    .option('--key <key>', 'private key, PEM or JWK: a file or $env:NAME; may be given more than once', collect)
    .option('--target <file>', 'target file whose secrets must not be in the folder')
    .option('--json', 'print data as JSON')
    .addHelpText(
      'after',
      `
Example:
  $ assay sign reports/acme-bank/20260228-134501-1f3a9c --key '$env:OPERATOR_KEY'`,
    )
    .action(async (folder: string, { key = [], target, json }: Options) => {
      if (key.length === 0) throw new UsageError('option "--key <key>" is missing; name the private key to sign with')
      const { out, err, env, folder: here } = context.terminal
      const assay = await context.loadAssay()
      const signed = await assay.signEvidence({ folder: resolve(here, folder), keys: key, env, ...given({ target }) })
      if (json) out.write(`${JSON.stringify(signed, null, 2)}\n`)
      else {
        const what = signed.coSigned ? 'Added a signature to' : 'Signed'
        const { run, target: tested, result, observedBy } = signed.says
        err.write(plain(`You vouch for this: run ${run} of ${tested}, ${result}, observed by ${observedBy}`))
        err.write(`\n${what} ${folder}; signed by now:\n`)
        out.write(signed.keyids.map((keyid) => `${keyid}\n`).join(''))
      }
    })
}
