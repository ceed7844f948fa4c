import type { RecordedRun } from '../evidence/types.ts'

export interface DrawOptions {
  /** Terminal colours; default false. */
  readonly colour?: boolean | undefined
  /** Width of the terminal in characters; default 100. */
  readonly columns?: number | undefined
}

/** Draws a recorded run: a pure function, so the same run folder always gives the same text. */
export type Report = (run: RecordedRun, options?: DrawOptions) => string
