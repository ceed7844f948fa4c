import { appendFileSync } from 'node:fs'
import { relative } from 'node:path'
import type { RunAssayOptions } from '../index.ts'
import type { Context } from './context.ts'
import { showProgress } from './showProgress.ts'

/** How `run` and `demo` show a run. */
export interface ShowOptions {
  /** `run.json` on stdout instead of the summary. */
  readonly json: boolean
}

/** A path as somebody would type it from here. */
export function typedPath(path: string, folder: string): string {
  const near = relative(folder, path)
  return near === '' ? '.' : near.startsWith('..') ? path : near
}

/** Makes a run, shows its progress and result, sets the exit code. */
export async function executeRun(
  options: Omit<RunAssayOptions, 'env' | 'signal' | 'onEvent'>,
  context: Context,
  { json }: ShowOptions,
): Promise<void> {
  const { terminal, loadAssay } = context
  const assay = await loadAssay()
  const abort = new AbortController()
  const progress = showProgress(terminal)
  const stopListening = terminal.onInterrupt(() => {
    progress.say('Interrupted: saving what was done. Press Ctrl-C again to end at once.')
    abort.abort()
  })
  try {
    const outcome = await assay.runAssay({
      ...options,
      env: terminal.env,
      signal: abort.signal,
      onEvent: progress.event,
    })
    progress.end()
    const { out, err, env } = terminal
    const { colour, columns } = json ? err : out
    if (json) out.write(`${JSON.stringify(outcome.result, null, 2)}\n`)
    else out.write(await assay.redraw(outcome.recorded, 'terminal', { colour, columns }))
    if (env.GITHUB_ACTIONS === 'true') {
      // The runner reads annotations from both streams; stdout belongs to the data.
      err.write(await assay.redraw(outcome.recorded, 'github', {}))
      const summary = env.GITHUB_STEP_SUMMARY
      if (summary) appendFileSync(summary, await assay.redraw(outcome.recorded, 'github-summary', {}))
    }
    err.write(`Report: ${typedPath(outcome.folder, terminal.folder)}/report.html\n`)
    if (options.record !== undefined) err.write(`Status record: assay status --record ${options.record}\n`)
    context.exit(outcome.exitCode)
  } finally {
    progress.end()
    stopListening()
  }
}
