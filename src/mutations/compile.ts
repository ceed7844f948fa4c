import { createHash } from 'node:crypto'
import type { Draft } from '../flow/draft.ts'
import { getField } from '../flow/fields.ts'
import type { Mutate } from '../flow/send.ts'
import type { Actor, FlowSession } from '../flow/session.ts'
import { dpopProof } from '../flow/strategies.ts'
import type { UserAction } from '../login/types.ts'
import type { Case, Location, Mutation, StepName } from '../suite/types.ts'
import type { Exchange } from '../wire/types.ts'
import { uses } from './uses.ts'
import type { Memory, Performed, Use } from './useTypes.ts'
import { type Apply, type Proof, verbs } from './verbs.ts'

/** A case's change, ready to be applied while a flow is walked. */
export interface CompiledMutation {
  /** The draft change for a step, null if that step stays honest. */
  readonly at: (step: StepName) => Mutate | null
  /** Done before the first step. */
  readonly prepare: (flow: FlowSession) => void
  /** Done once before that step's request; null: nothing. */
  readonly before: (step: StepName) => ((flow: FlowSession, actor: Actor) => Promise<void>) | null
  /** Makes the step in the use's own way; null: the ordinary way. */
  readonly perform: (step: StepName) => ((flow: FlowSession) => Promise<Performed | null>) | null
  /** null if the change was in the step's recorded request, else what was missing. Asked after sending. */
  readonly undelivered: (step: StepName, exchange: Exchange) => string | null
  readonly skip: ReadonlySet<StepName>
  readonly replay: { readonly step: StepName; readonly afterMs: number } | null
  readonly wait: { readonly step: StepName; readonly ms: number | null; readonly symbol: string | null } | null
  readonly as: { readonly step: StepName; readonly client: string } | null
  readonly user: UserAction | null
}

const actions: Readonly<Record<string, UserAction>> = { cancel: 'cancel', open: 'open', approve: 'approve' }

/** True for cases about the proof on a pushed request, which an honest push does not carry. */
export function needsProofAtPar({ at, mutate }: Case): boolean {
  const par = at.filter(({ step }) => step === 'par')
  const byName = mutate?.use?.startsWith('dpop-') || mutate?.duplicate?.some((name) => name.toLowerCase() === 'dpop')
  return par.some(({ part }) => part === 'dpop') || (par.length > 0 && byName === true)
}

/** True for cases that show that an honest request of another kind is accepted, instead of changing one. */
export const isHonestUse = ({ mutate }: Case): boolean => uses[mutate?.use ?? '']?.honest ?? false

/** True for cases that spend or revoke their token, so that they cannot share one. */
export const needsOwnToken = ({ mutate }: Case): boolean => uses[mutate?.use ?? '']?.ownToken ?? false

function firstStep(definition: Case): StepName {
  const step = definition.at[0]?.step
  if (step === undefined) throw new RangeError(`case ${definition.id} names no step`)
  return step
}

/**
 * A changed Authorization header gets a proof that fits it: the token is to be the only fault. Cases about the proof
 * itself keep the proof as they made it.
 */
function refitProof(draft: Draft, locations: readonly Location[]): void {
  const proof = draft.jwts.dpop
  if (!proof || proof.claims.ath === undefined || locations.some(({ part }) => part === 'dpop')) return
  const header = getField(draft.headers, 'Authorization', true)
  if (typeof header !== 'string') return
  proof.claims.ath = createHash('sha256')
    .update(header.slice(header.indexOf(' ') + 1))
    .digest('base64url')
}

/** Applies every change at every location of that step; the proofs of the last round replace earlier ones. */
function mutateAt(
  definition: Case,
  changes: readonly Apply[],
  locations: readonly Location[],
  keep: (proofs: Proof[]) => void,
): Mutate {
  return async (draft, flow) => {
    if (draft.step === 'par' && draft.jwts.dpop === undefined && needsProofAtPar(definition))
      dpopProof(draft, flow, flow.actor)
    const proofs: Proof[] = []
    for (const location of locations) {
      for (const apply of changes) proofs.push(...(await apply(draft, flow, location)))
    }
    refitProof(draft, locations)
    keep(proofs)
  }
}

function changesOf(mutation: Mutation, use: Use | null, memory: Memory): Apply[] {
  const found = Object.values(verbs).map((verb) => verb(mutation))
  return [...found, use?.apply?.(memory) ?? null].filter((apply) => apply !== null)
}

/** Turns the data of a case into hooks for one walk of the flow; make a new one for each walk. */
export function compileMutation(definition: Case): CompiledMutation {
  const mutation = definition.mutate ?? {}
  const memory: Memory = new Map(definition.consent === undefined ? [] : [['consent', definition.consent]])
  const use = mutation.use === undefined ? null : (uses[mutation.use] ?? null)
  const changes = changesOf(mutation, use, memory)
  const proofs = new Map<StepName, readonly Proof[]>()
  const first = firstStep(definition)
  const { replay, after, as } = mutation
  const isHere = (step: StepName): boolean => definition.at.some((location) => location.step === step)
  return {
    at: (step) => {
      const here = definition.at.filter((location) => location.step === step)
      return here.length > 0 && changes.length > 0
        ? mutateAt(definition, changes, here, (p) => proofs.set(step, p))
        : null
    },
    prepare: (flow) => use?.prepare?.(flow),
    before: (step) => {
      const { before } = use ?? {}
      return before && isHere(step) ? (flow, actor) => before(flow, step, actor, memory) : null
    },
    perform: (step) => {
      const { perform } = use ?? {}
      if (!perform || !isHere(step)) return null
      return async (flow) => {
        const performed = await perform(flow, step)
        if (performed) proofs.set(step, performed.proofs)
        return performed
      }
    },
    undelivered: (step, exchange) => {
      if (!isHere(step) || (changes.length === 0 && !use?.perform)) return null
      const expected = proofs.get(step)
      if (!expected) return 'the change was never applied'
      return expected.map((proof) => proof(exchange)).find((missing) => missing !== null) ?? null
    },
    skip: new Set(mutation.skip ? definition.at.map((location) => location.step) : []),
    replay: replay ? { step: first, afterMs: replay.afterMs } : null,
    wait: after
      ? { step: first, ms: 'ms' in after ? after.ms : null, symbol: 'symbol' in after ? after.symbol : null }
      : null,
    as: as === undefined ? null : { step: first, client: as },
    user: mutation.user === undefined ? null : (actions[mutation.user] ?? null),
  }
}
