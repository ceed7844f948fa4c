import { linesJsonPieces, type OnLine } from './linesJson.ts'
import { runJson } from './runJson.ts'
import { toHar } from './toHar.ts'
import type { RecordedRun } from './types.ts'

/** `exchanges.har` piece by piece; `onLine` is called with each entry and its line. */
export const harPieces = (run: RecordedRun, onLine?: OnLine): Iterable<string> =>
  linesJsonPieces(toHar(run.exchanges, run.result.run.tool), onLine)

/** The evidence itself as text, by format name; the drawn reports are in `report/`. */
export const evidenceFormats = {
  json: (run: RecordedRun) => runJson(run.result),
  har: (run: RecordedRun) => [...harPieces(run)].join(''),
} as const satisfies Readonly<Record<string, (run: RecordedRun) => string>>
