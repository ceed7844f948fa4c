import type { Suite } from '../suite/types.ts'
import type { RunResult } from '../verdict/types.ts'
import type { Exchange } from '../wire/types.ts'
import { recordSuite } from './recordSuite.ts'
import { createRedactor, type Redactor } from './redact.ts'
import type { RecordedRun, RecordedScreenshot, Screenshot } from './types.ts'

export interface RunToRecord {
  readonly result: RunResult
  /** In the order they are to be listed. */
  readonly exchanges: readonly Exchange[]
  readonly suite: Suite
  /** `target.secrets`. */
  readonly secrets: readonly string[]
  readonly screenshots?: readonly Screenshot[]
  /** The redactor that was used while the run went on; tags then stay the same. Absent: a fresh one. */
  readonly redactor?: Redactor
}

function fileName(screenshot: Screenshot, index: number): string {
  const words = `${screenshot.caseId}-${screenshot.step}`.replace(/[^A-Za-z0-9_-]+/g, '-').slice(0, 80)
  return `screenshots/${String(index + 1).padStart(3, '0')}-${words}.png`
}

/** Turns what a run left in memory into what may be written and drawn. Learns every exchange before it redacts the first. */
export function recordRun(run: RunToRecord): RecordedRun {
  const redactor = run.redactor ?? createRedactor({ secrets: run.secrets })
  for (const exchange of run.exchanges) redactor.learn(exchange)
  const screenshots: RecordedScreenshot[] = (run.screenshots ?? []).map((screenshot, index) => ({
    ...screenshot,
    file: fileName(screenshot, index),
  }))
  return {
    result: redactor.result(run.result),
    exchanges: run.exchanges.map((exchange) => redactor.exchange(exchange)),
    suite: redactor.value(recordSuite(run.suite, new Set(run.result.cases.map(({ id }) => id)))),
    screenshots,
  }
}
