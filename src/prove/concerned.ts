/**
 * The defects that concern some of the cases: their requirement, or one that they imply, is cited there.
 */
export function concerned<D extends { readonly requirement: string; readonly implies?: readonly string[] }>(
  defects: readonly D[],
  cases: readonly { readonly refs: readonly string[] }[],
): readonly D[] {
  const cited = new Set(cases.flatMap(({ refs }) => refs))
  return defects.filter(({ requirement, implies = [] }) => [requirement, ...implies].some((id) => cited.has(id)))
}
