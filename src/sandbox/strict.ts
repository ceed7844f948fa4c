import { type DefectId, isDefectId, listDefects } from './defects.ts'

/** True while the named rule is kept; false if the defect of that id is switched on. */
export type Strict = (rule: DefectId) => boolean

/**
 * Turns the `defects` option into the function that every switch point asks.
 * @throws Error naming an unknown id and the nearest known ones.
 */
export function createStrict(defects: readonly string[]): { strict: Strict; ids: readonly DefectId[] } {
  const ids = defects.map((id) => {
    if (isDefectId(id)) return id
    throw new Error(
      `"defects": unknown id "${id}", expected an id of the defect table; near it: ${nearest(id).join(', ')}. Use one of those.`,
    )
  })
  const broken = new Set(ids)
  return { strict: (rule) => !broken.has(rule), ids: [...broken] }
}

/** The three ids that share most words with the given one. */
function nearest(id: string): string[] {
  const words = new Set(id.split('-'))
  const score = (other: string) => other.split('-').filter((word) => words.has(word)).length
  return listDefects()
    .map((defect) => defect.id)
    .sort((a, b) => score(b) - score(a))
    .slice(0, 3)
}
