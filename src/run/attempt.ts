import { type FlowSession, forkFlow, newFlow } from '../flow/session.ts'
import { compileMutation } from '../mutations/compile.ts'
import type { Endpoint } from '../profile/types.ts'
import type { Case, StepName } from '../suite/types.ts'
import { noPause } from './controls.ts'
import { sharesToken, tokenPath } from './path.ts'
import { type SharedFlow, type VariantRun, wishesFor } from './variantRun.ts'
import { type Walk, walk } from './walk.ts'

/** A flow with the case's change in it, as it went. */
export interface Attempt {
  readonly flow: FlowSession
  readonly walked: Walk
}

type Pause = (ms: number) => Promise<void>

const allAccepted = ({ steps, problem }: Walk): boolean =>
  problem === null && steps.every(({ outcome }) => outcome.kind === 'accepted')

/** The change on a token of its own that was shown to work right before. */
async function onProvenToken(
  definition: Case,
  vr: VariantRun,
  path: readonly StepName[],
  pause: Pause,
  endpoint: Endpoint | null,
): Promise<Attempt> {
  const { grant } = vr.env.variant.variant
  const prefix = tokenPath(grant)
  const rest = path.filter((step) => !prefix.includes(step))
  const flow = newFlow(vr.env, definition.id, 'client1', vr.browser(), wishesFor(endpoint))
  const proof = await walk(flow, [...prefix, ...rest], null, noPause)
  if (!allAccepted(proof)) return { flow, walked: proof }
  return { flow, walked: await walk(flow, rest, compileMutation(definition), pause) }
}

/**
 * The change on a token that many cases share. A refusal is followed by a good request: if that is refused too, the token
 * has died, by this change or by an earlier one, and the refusal says nothing. It is then tried on a token of its own.
 */
async function onSharedToken(
  definition: Case,
  vr: VariantRun,
  path: readonly StepName[],
  pause: Pause,
  shared: FlowSession,
  source: SharedFlow,
): Promise<Attempt> {
  const flow = forkFlow(shared, definition.id)
  const prefix = tokenPath(vr.env.variant.variant.grant)
  const rest = path.filter((step) => !prefix.includes(step))
  const walked = await walk(flow, rest, compileMutation(definition), pause)
  const last = walked.steps.at(-1)
  if (last?.outcome.kind !== 'refused') return { flow, walked }
  // On a copy: what the case goes on to ask is asked about the refusal, not about this request.
  const after = forkFlow(flow, definition.id)
  const good = await walk(after, [last.step], null, noPause)
  flow.order.push(...after.order)
  if (allAccepted(good)) return { flow, walked }
  source.giveUp(shared)
  return onProvenToken(definition, vr, path, pause, shared.endpoint)
}

/**
 * Walks the flow of a case with its change in place, on the shared token where it only uses one.
 * @param endpoint of the profile, which the resource step calls; null: the resource of the target
 */
export async function attempt(
  definition: Case,
  vr: VariantRun,
  path: readonly StepName[],
  pause: Pause,
  endpoint: Endpoint | null = null,
): Promise<Attempt> {
  const source = endpoint === null ? vr.shared : vr.sharedFor(endpoint)
  const shared = sharesToken(definition) ? await source.get() : null
  if (shared) return onSharedToken(definition, vr, path, pause, shared, source)
  const flow = newFlow(vr.env, definition.id, 'client1', vr.browser(), wishesFor(endpoint))
  return { flow, walked: await walk(flow, path, compileMutation(definition), pause) }
}
