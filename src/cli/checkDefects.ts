import type { Assay } from '../index.ts'
import { UsageError } from './explainError.ts'

/** Throws `UsageError` if one of the ids is no defect of the sandbox. */
export async function checkDefects(ids: readonly string[], assay: Assay): Promise<void> {
  if (ids.length === 0) return
  const known = new Set((await assay.listDefects()).map(({ id }) => id))
  const unknown = ids.filter((id) => !known.has(id))
  if (unknown.length === 0) return
  throw new UsageError(
    `"--defect": there is no defect ${unknown.join(', ')}; "assay sandbox --list-defects" lists them`,
  )
}
