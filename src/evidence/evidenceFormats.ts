import { linesJson } from './linesJson.ts'
import { runJson } from './runJson.ts'
import { toHar } from './toHar.ts'
import type { RecordedRun } from './types.ts'

/** The evidence itself as text, by format name; the drawn reports are in `report/`. */
export const evidenceFormats = {
  json: (run: RecordedRun) => runJson(run.result),
  har: (run: RecordedRun) => linesJson(toHar(run.exchanges, run.result.run.tool)),
} as const satisfies Readonly<Record<string, (run: RecordedRun) => string>>
