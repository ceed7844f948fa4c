import type { Assay } from '../index.ts'
import type { Terminal } from './terminal.ts'

/** What every command is given. */
export interface Context {
  readonly terminal: Terminal
  readonly loadAssay: () => Promise<Assay>
  /** Sets the exit code of the process; 0 if never called. */
  exit(code: number): void
}
