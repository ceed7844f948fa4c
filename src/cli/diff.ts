import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { Context } from './context.ts'
import { EXIT } from './exitCode.ts'
import { diffText } from './showDiff.ts'

/** `assay diff <run> <run>`: what changed from one run to another. */
export function addDiffCommand(program: Command, context: Context): void {
  program
    .command('diff')
    .description(
      'say what changed between two runs: verdicts, metadata, keys, TLS, scopes, shapes of answers (exit 1 if anything did)',
    )
    .argument('<before>', 'run folder')
    .argument('<after>', 'run folder, of the same target or of another one')
    .option('--json', 'print data as JSON')
    .action(async (before: string, after: string, { json }: { readonly json?: boolean }) => {
      const { out, folder } = context.terminal
      const assay = await context.loadAssay()
      const diff = await assay.diffRuns(resolve(folder, before), resolve(folder, after))
      out.write(json ? `${JSON.stringify(diff, null, 2)}\n` : diffText(diff, out.colour))
      context.exit(diff.same ? EXIT.conformant : EXIT.notConformant)
    })
}
