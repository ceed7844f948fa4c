import type { DefectRun, ProvedCase, Sighting } from '../../src/prove/types.ts'

export const provedCase = (id: string, refs: readonly string[], more: Partial<ProvedCase> = {}): ProvedCase => ({
  id,
  refs,
  witness: false,
  unproven: null,
  ...more,
})

/** Cases about the requirements R and S, one about both, one witness. */
export const cases = new Map(
  [
    provedCase('about-r', ['R']),
    provedCase('about-s', ['S']),
    provedCase('about-both', ['R', 'S']),
    provedCase('second-opinion', ['T'], { witness: true }),
  ].map((one) => [one.id, one]),
)

export const seen = (id: string, verdict: Sighting['verdict'] = 'pass', broken: readonly string[] = []): Sighting => ({
  id,
  verdict,
  reason: `${id} says ${verdict}`,
  broken,
})

export const strict: readonly Sighting[] = [...cases.keys()].map((id) => seen(id))

/** The run of a defect of requirement R in which these cases changed. */
export function runWith(
  changed: readonly Sighting[],
  implies: readonly string[] = [],
  blocks: string | null = null,
): DefectRun {
  return {
    defect: { id: 'r-off', requirement: 'R', title: 'R is not kept', implies, blocks },
    variant: 'v',
    strict,
    seen: strict.map((sighting) => changed.find(({ id }) => id === sighting.id) ?? sighting),
    problem: null,
  }
}
