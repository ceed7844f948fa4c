import { availableParallelism } from 'node:os'
import { classifyDefect } from '../prove/classifyDefect.ts'
import { concerned } from '../prove/concerned.ts'
import { controlFaults } from '../prove/controlFaults.ts'
import { figuresOf } from '../prove/figuresOf.ts'
import type { ControlFault, DefectProof, DefectRun, ProvedCase, Sighting } from '../prove/types.ts'
import { unprovenCases } from '../prove/unprovenCases.ts'
import { type Defect, listDefects } from '../sandbox/defects.ts'
import type { Case } from '../suite/types.ts'
import { loadCases } from './loadCases.ts'
import { writeProofFile } from './proofFile.ts'
import { inEachVariant, type ProofSetting, proofSettings, variantOf } from './proofSettings.ts'
import type { ProofOutcome, ProveOptions, ProveResult } from './proofTypes.ts'
import { openProofWorkers, type ProofWorkers } from './proofWorkers.ts'

const provedCase = ({ id, refs, witness, unproven, expect }: Case): ProvedCase => ({
  id,
  refs: expect?.code ? [...refs, expect.code] : refs,
  witness: witness === true,
  unproven: unproven ?? null,
})

/** The defects to try. */
function chooseDefects(options: ProveOptions, cases: readonly ProvedCase[]): readonly Defect[] {
  const { defects, variants, only = [] } = options
  const chosen = listDefects()
    .flatMap(inEachVariant)
    .filter(
      (defect) =>
        (defects?.includes(defect.id) ?? true) &&
        (variants === undefined || variants.length === 0 || variants.includes(variantOf(defect))),
    )
  return only.length > 0 && defects === undefined ? concerned(chosen, cases) : chosen
}

const sightings = (outcome: ProofOutcome): readonly Sighting[] => (outcome.kind === 'seen' ? outcome.seen : [])

/** Without a strict run there is nothing to compare with. */
const problemOf = (...outcomes: readonly ProofOutcome[]): string | null =>
  outcomes.map((outcome) => (outcome.kind === 'problem' ? outcome.problem : null)).find((text) => text !== null) ?? null

class Prover {
  readonly runs: DefectRun[] = []
  readonly proofs: DefectProof[] = []
  readonly controls: ControlFault[] = []
  readonly #cases: ReadonlyMap<string, ProvedCase>
  readonly #workers: ProofWorkers
  readonly #options: ProveOptions
  readonly #total: number

  constructor(cases: readonly ProvedCase[], workers: ProofWorkers, options: ProveOptions, total: number) {
    this.#cases = new Map(cases.map((one) => [one.id, one]))
    this.#workers = workers
    this.#options = options
    this.#total = total
  }

  #control(name: string, outcome: ProofOutcome): void {
    const faults =
      outcome.kind === 'seen'
        ? controlFaults(name, outcome.seen)
        : [{ variant: name, case: '(none)', verdict: 'incomplete' as const, reason: outcome.problem }]
    this.controls.push(...faults)
    this.#options.onEvent?.({ kind: 'control-end', variant: name, faults })
  }

  #prove(run: DefectRun): void {
    const proof = classifyDefect(run, this.#cases)
    this.runs.push(run)
    this.proofs.push(proof)
    this.#options.onEvent?.({ kind: 'defect-end', proof, done: this.proofs.length, total: this.#total })
  }

  /** All runs of one setting; the strict one goes first, the others do not wait for its end. */
  async setting({ name, control, defects }: ProofSetting): Promise<void> {
    const strict = this.#workers.run(control)
    strict.then((outcome) => this.#control(name, outcome))
    await Promise.all(
      defects.map(async ({ defect, task }) => {
        const [seen, before] = await Promise.all([this.#workers.run(task), strict])
        const { id, requirement, title, implies = [], blocks = null } = defect
        this.#prove({
          defect: { id, requirement, title, implies, blocks },
          variant: name,
          strict: sightings(before),
          seen: sightings(seen),
          problem: problemOf(seen, before),
        })
      }),
    )
    await strict
  }
}

function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal?.aborted) reject(signal.reason)
    signal?.addEventListener('abort', () => reject(signal.reason))
  })
}

/**
 * `assay prove`: runs the suite against the sandbox, strict and with each single rule switched off, and tells which cases
 * notice, which rules nobody watches, and which cases no fault can make fail.
 * @throws InputError, PlanError, or the reason of `signal` when it is aborted
 */
export async function prove(options: ProveOptions): Promise<ProveResult> {
  const { only = [], suites = [], jobs = availableParallelism() } = options
  const cases = loadCases({ only, suites }).cases.map(provedCase)
  const defects = chooseDefects(options, cases)
  const settings = proofSettings(defects, { only, suites })
  const workers = openProofWorkers(Math.max(1, Math.min(jobs, defects.length + settings.length)))
  options.onEvent?.({ kind: 'prove-start', defects: defects.length, controls: settings.length, jobs })
  const prover = new Prover(cases, workers, options, defects.length)
  try {
    await Promise.race([Promise.all(settings.map((setting) => prover.setting(setting))), aborted(options.signal)])
  } finally {
    await workers.close()
  }
  const result = resultOf(options, cases, defects, prover)
  const isWhole = result.complete && only.length + suites.length === 0
  if (options.write === true && isWhole) writeProofFile(result.figures, result.unproven, Date.now())
  return result
}

function resultOf(
  options: ProveOptions,
  cases: readonly ProvedCase[],
  chosen: readonly Defect[],
  { proofs, runs, controls }: Prover,
): ProveResult {
  // In the order of the table, not in that in which the threads were done.
  const rank = new Map<string, number>(chosen.map(({ id }, index) => [id, index]))
  const defects = proofs.sort((a, b) => (rank.get(a.id) ?? 0) - (rank.get(b.id) ?? 0))
  const complete = options.defects === undefined && (options.variants ?? []).length === 0
  const unproven = complete ? unprovenCases(cases, runs) : []
  const open = new Set(unproven.map((one) => one.case))
  const staleReasons = complete ? cases.filter((one) => one.unproven !== null && !open.has(one.id)) : []
  const figures = figuresOf(defects, unproven)
  const faults = figures.killedOther + figures.survived + figures.collateral + figures.unproven
  return {
    figures,
    ok: faults + controls.length + staleReasons.length === 0,
    complete,
    cases: cases.length,
    defects,
    unproven,
    controls,
    staleReasons: staleReasons.map(({ id }) => id),
  }
}
