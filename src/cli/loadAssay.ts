import type { Assay } from '../index.ts'

/** The library, loaded when a command needs it: `assay --help` must not wait for it. */
export const loadAssay = (): Promise<Assay> => import('../index.ts')
