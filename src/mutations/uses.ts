import type { Apply } from './verbs.ts'

/** A named change that the verbs cannot express. */
export interface Use {
  /** What it does, for `assay explain`. */
  readonly does: string
  readonly apply: Apply
}

/** Registered changes by name. */
export const uses: Readonly<Record<string, Use>> = {}
