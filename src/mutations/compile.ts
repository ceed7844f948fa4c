import type { Mutate } from '../flow/send.ts'
import type { UserAction } from '../login/types.ts'
import type { Case, Location, StepName } from '../suite/types.ts'
import type { Exchange } from '../wire/types.ts'
import { uses } from './uses.ts'
import { type Apply, type Proof, verbs } from './verbs.ts'

/** A case's change, ready to be applied while a flow is walked. */
export interface CompiledMutation {
  /** The draft change for a step, null if that step stays honest. */
  readonly at: (step: StepName) => Mutate | null
  /** null if the change was in the step's recorded request, else what was missing. Asked after sending. */
  readonly undelivered: (step: StepName, exchange: Exchange) => string | null
  readonly skip: ReadonlySet<StepName>
  readonly replay: { readonly step: StepName; readonly afterMs: number } | null
  readonly wait: { readonly step: StepName; readonly ms: number | null; readonly symbol: string | null } | null
  readonly as: { readonly step: StepName; readonly client: string } | null
  readonly user: UserAction | null
}

const actions: Readonly<Record<string, UserAction>> = { cancel: 'cancel', open: 'open', approve: 'approve' }

function applies(definition: Case): Apply[] {
  const { mutate } = definition
  if (!mutate) return []
  const found = Object.values(verbs).map((verb) => verb(mutate))
  const named = mutate.use === undefined ? null : (uses[mutate.use]?.apply ?? null)
  return [...found, named].filter((apply) => apply !== null)
}

function firstStep(definition: Case): StepName {
  const step = definition.at[0]?.step
  if (step === undefined) throw new RangeError(`case ${definition.id} names no step`)
  return step
}

/** Applies every verb at every location of that step; the proofs of the last round replace earlier ones. */
function mutateAt(changes: readonly Apply[], locations: readonly Location[], keep: (proofs: Proof[]) => void): Mutate {
  return async (draft, flow) => {
    const proofs: Proof[] = []
    for (const location of locations) {
      for (const apply of changes) proofs.push(...(await apply(draft, flow, location)))
    }
    keep(proofs)
  }
}

/** Turns the data of a case into hooks for one walk of the flow; make a new one for each walk. */
export function compileMutation(definition: Case): CompiledMutation {
  const changes = applies(definition)
  const mutation = definition.mutate ?? {}
  const proofs = new Map<StepName, Proof[]>()
  const step = firstStep(definition)
  const { replay, after, as } = mutation
  return {
    at: (name) => {
      const here = definition.at.filter((location) => location.step === name)
      return here.length > 0 && changes.length > 0 ? mutateAt(changes, here, (p) => proofs.set(name, p)) : null
    },
    undelivered: (name, exchange) => {
      if (changes.length === 0) return null
      const expected = proofs.get(name)
      if (!expected) return 'the change was never applied'
      return expected.map((proof) => proof(exchange)).find((missing) => missing !== null) ?? null
    },
    skip: new Set(mutation.skip ? definition.at.map((location) => location.step) : []),
    replay: replay ? { step, afterMs: replay.afterMs } : null,
    wait: after ? { step, ms: 'ms' in after ? after.ms : null, symbol: 'symbol' in after ? after.symbol : null } : null,
    as: as === undefined ? null : { step, client: as },
    user: mutation.user === undefined ? null : (actions[mutation.user] ?? null),
  }
}
