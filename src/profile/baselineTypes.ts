/** One known failure that somebody answers for until a date. */
export interface BaselineEntry {
  /** Glob over case ids. */
  readonly case: string
  /** Glob over variant keys. */
  readonly variant: string
  /** Only findings of this requirement are known; null: whatever the case finds. */
  readonly requirement: string | null
  readonly reason: string
  readonly owner: string
  /** The last day on which it counts, `YYYY-MM-DD` in UTC. */
  readonly expires: string
  /** Line in the file, from 1. */
  readonly line: number
}

/** Known failures that do not decide the result of a run (`--baseline`). */
export interface Baseline {
  readonly id: string
  readonly entries: readonly BaselineEntry[]
  /** Absolute path of the file, for messages. */
  readonly file: string
  readonly digest: string
}
