/** The id that a case has in its file: `each:` makes several of it, each with a point and a name after it. */
export const idInFile = (id: string): string => id.split('.')[0] ?? id

/** A case by the id that a run knows it under. */
export const caseOf = <Known>(cases: ReadonlyMap<string, Known>, id: string): Known | undefined =>
  cases.get(id) ?? cases.get(idInFile(id))
