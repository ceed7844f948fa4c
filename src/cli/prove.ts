import type { Command } from 'commander'
import { checkDefects } from './checkDefects.ts'
import type { Context } from './context.ts'
import { EXIT } from './exitCode.ts'
import { UsageError } from './explainError.ts'
import { given } from './given.ts'
import { showProof } from './showProof.ts'
import { showProveProgress } from './showProveProgress.ts'
import { collect, wholeNumber } from './values.ts'

interface Options {
  readonly defect?: readonly string[]
  readonly only?: readonly string[]
  readonly variant?: readonly string[]
  readonly suite?: readonly string[]
  readonly jobs?: number
  readonly write?: boolean
  readonly json?: boolean
}

/** The proof that comes with the package is of everything, or it is none. */
function refusePart({ write, defect, only, variant, suite }: Options): void {
  if (!write || [defect, only, variant, suite].every((list) => list === undefined)) return
  throw new UsageError(
    '"--write" records the proof of the whole suite; leave --defect, --only, --variant and --suite out',
  )
}

/** `assay prove`: shows that the verdicts of the suite mean something. */
export function addProveCommand(program: Command, context: Context): void {
  program
    .command('prove')
    .description('break each rule of the embedded sandbox in turn and show that the right cases notice')
    .option('--defect <id>', 'only this defect ("assay sandbox --list-defects"); may be given more than once', collect)
    .option('--only <glob>', 'only the cases whose id matches, and the defects that concern them', collect)
    .option('--variant <key>', 'only defects that show in this variant, e.g. tls_client_auth+mtls+openid', collect)
    .option('--suite <path>', 'one more folder or file with cases of your own; may be given more than once', collect)
    .option('--jobs <n>', 'worker threads (default: one per processor)', wholeNumber(1, 64))
    .option('--write', 'record the proof in the package, for the line "suite proven" of every report')
    .option('--json', 'print data as JSON')
    .action(async (options: Options) => {
      const { terminal, loadAssay } = context
      const { defect: defects, only, variant: variants, suite: suites, jobs, write, json } = options
      refusePart(options)
      const assay = await loadAssay()
      await checkDefects(defects ?? [], assay)
      const abort = new AbortController()
      const stopListening = terminal.onInterrupt(() => abort.abort())
      try {
        const result = await assay.prove({
          ...given({ defects, only, variants, suites, jobs, write }),
          signal: abort.signal,
          onEvent: showProveProgress(terminal, () => performance.now()),
        })
        terminal.out.write(json ? `${JSON.stringify(result, null, 2)}\n` : showProof(result, terminal.out.columns))
        context.exit(result.ok ? EXIT.conformant : EXIT.notConformant)
      } catch (error) {
        if (!abort.signal.aborted) throw error
        terminal.err.write('Interrupted; a proof is of everything or of nothing.\n')
        context.exit(EXIT.interrupted)
      } finally {
        stopListening()
      }
    })
}
