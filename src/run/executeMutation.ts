import { type Answered, judgeExpectation, type Requirements } from '../checks/expectation.ts'
import { type Gathered, gather } from '../checks/gather.ts'
import { judgeExchange } from '../checks/refusal.ts'
import { inVariant } from '../checks/signedParameters.ts'
import type { StepOutcome } from '../checks/stepOutcome.ts'
import type { Check } from '../checks/types.ts'
import type { FlowSession } from '../flow/session.ts'
import { traceOf } from '../flow/trace.ts'
import { compileMutation, isHonestUse, needsProofAtPar } from '../mutations/compile.ts'
import { fromFlow } from '../plan/features.ts'
import type { Endpoint } from '../profile/types.ts'
import type { Case, StepName } from '../suite/types.ts'
import { attempt } from './attempt.ts'
import { accepted } from './controls.ts'
import { pathOf } from './path.ts'
import { controlId, type VariantRun } from './variantRun.ts'
import type { LostConsent } from './walk.ts'

export interface Executed extends Answered {
  readonly exchanges: readonly string[]
  readonly control: string | null
  /** Steps whose control this verdict leans on. */
  readonly leansOn: readonly StepName[]
  readonly screenshots: readonly Uint8Array[]
  readonly skip: string | null
}

/** Pictures of the pages where visits of the authorization endpoint ended. */
const screenshotsOf = (flow: FlowSession): Uint8Array[] =>
  flow.visits.map((visit) => ('page' in visit ? (visit.page?.screenshot ?? null) : null)).filter((png) => png !== null)

const nothingTried: Executed = {
  findings: [],
  incomplete: null,
  transient: false,
  step: null,
  blame: 'as',
  exchanges: [],
  control: controlId,
  leansOn: [],
  screenshots: [],
  skip: null,
}

const withoutControl = (step: StepName, reason: string, attributed: Answered['blame']): Executed => ({
  ...nothingTried,
  step,
  incomplete: { reason, attributed },
})

/** The flow of the case ended before its first step: nothing is known about the change. */
const withoutConsent = ({ step, detail, attributed }: LostConsent, flow: FlowSession): Executed => ({
  ...nothingTried,
  incomplete: { reason: `no consent for this flow: ${step}: ${detail}`, attributed },
  transient: attributed === 'network',
  exchanges: flow.order.map((exchange) => exchange.id),
})

/** Verdict rule 1: a step counts only if its honest twin was accepted in this run. */
function missingControl(vr: VariantRun, client: string, steps: readonly StepName[]): Executed | null {
  const control = vr.controls[client]
  const missing = steps.find((step) => !control || !accepted(control, step))
  if (missing === undefined) return null
  const stop = control?.stop
  const detail =
    control?.outcomes.get(missing)?.detail ?? stop?.detail ?? `the honest flow of ${client} did not reach it`
  const where = stop ? ` (the honest flow stopped at ${stop.step})` : ''
  return withoutControl(
    missing,
    `no control: the honest ${missing} was not accepted${where}: ${detail}`,
    stop?.attributed ?? 'as',
  )
}

/** A server that was not seen to have what the case needs is not judged by it: the honest flow was to show that. */
function unseenFeature(vr: VariantRun, { needs, at }: Case): Executed | null {
  const unseen = needs.features?.find((name) => fromFlow.includes(name) && vr.features[name] === undefined)
  if (unseen === undefined) return null
  const stop = vr.controls.client1?.stop
  const where = stop ? `: the honest flow stopped at ${stop.step}: ${stop.detail}` : ''
  const reason = `whether the server has "${unseen}" was not seen${where}`
  return withoutControl(at[0]?.step ?? 'par', reason, stop?.attributed ?? 'as')
}

/** The control of a case about an endpoint of the profile: its honest call. */
async function missingCall(vr: VariantRun, endpoint: Endpoint): Promise<Executed | null> {
  const called = await vr.api.honestCall(endpoint)
  if (called.kind === 'unknown')
    return withoutControl(
      'resource',
      `no control: ${endpoint.id} could not be called: ${called.reason}`,
      called.attributed,
    )
  if (called.accepted) return null
  const { detail, later, attributed } = judgeExchange('resource', called.exchange)
  const reason = `no control: the honest call of ${endpoint.id} was not accepted with status ${endpoint.status}: ${detail}`
  return withoutControl('resource', reason, later ? 'network' : (attributed ?? 'rs'))
}

/** The endpoint that a case is about; undefined: the profile does not have it. */
function endpointOf({ endpoint }: Case, { profile }: VariantRun): Endpoint | null | undefined {
  return endpoint === undefined ? null : profile?.api?.endpoints.find(({ id }) => id === endpoint)
}

/** Cases that change the proof on a push lean on a push with an honest proof, whatever they expect. */
async function missingProofControl(vr: VariantRun, definition: Case): Promise<Executed | null> {
  if (!needsProofAtPar(definition) || isHonestUse(definition)) return null
  const { kind, detail, attributed } = await vr.pushWithProof()
  if (kind === 'accepted') return null
  return withoutControl(
    'par',
    `no control: a push with an honest DPoP proof was not accepted: ${detail}`,
    attributed ?? 'as',
  )
}

/** Forms of a refusal that have more to look at than a code. */
const telling: readonly unknown[] = ['redirect-error', 'inactive']

/** There is an answer to ask further about: an accepted flow, or the error response that the case wants. */
function asksMore(definition: Case, last: StepOutcome | undefined, answered: Answered): boolean {
  if (answered.incomplete || answered.findings.some((finding) => !finding.ok)) return false
  return last?.kind === 'accepted' || (definition.expect?.kind === 'reject' && telling.includes(last?.form))
}

/** What the checks say that the case also asks about its own flow. */
async function askAlso(
  definition: Case,
  vr: VariantRun,
  flow: FlowSession,
  checks: Readonly<Record<string, Check>>,
  requirements: Requirements,
): Promise<Gathered> {
  const trace = traceOf(flow, vr.samples, null)
  const answers = await Promise.all(definition.also.map((name) => checks[name]?.(trace)))
  return gather(
    definition,
    requirements,
    answers.filter((answer) => answer !== undefined),
  )
}

/** Runs one `mutate` case: its own walk of the flow with the one change, then the comparison with its expectation. */
export async function executeMutation(
  definition: Case,
  vr: VariantRun,
  checks: Readonly<Record<string, Check>>,
  requirements: Requirements,
  pause: (ms: number) => Promise<void>,
): Promise<Executed> {
  const path = pathOf(definition, vr.env.variant.variant.grant)
  const { skip: left, as } = compileMutation(definition)
  const own = path.filter((step) => !left.has(step))
  const endpoint = endpointOf(definition, vr)
  if (endpoint === undefined)
    return withoutControl('resource', `the profile has no endpoint "${definition.endpoint}"`, 'harness')
  // The call of the endpoint is its own control; of the flow before it the steps towards a token.
  const leaning = endpoint === null ? own : own.filter((step) => step !== 'resource')
  const missing =
    missingControl(vr, 'client1', leaning) ??
    (endpoint === null ? null : await missingCall(vr, endpoint)) ??
    (as ? missingControl(vr, as.client, [as.step]) : null) ??
    unseenFeature(vr, definition) ??
    (await missingProofControl(vr, definition))
  if (missing) return missing
  const { flow, walked } = await attempt(definition, vr, path, pause, endpoint)
  const { steps, problem, skip } = walked
  if (skip !== null) return { ...nothingTried, skip }
  if (walked.consent) return withoutConsent(walked.consent, flow)
  const answered = judgeExpectation(inVariant(definition, vr.env.variant.variant), steps, problem, requirements)
  const more = asksMore(definition, steps.at(-1)?.outcome, answered)
  const also = more ? await askAlso(definition, vr, flow, checks, requirements) : null
  return {
    ...answered,
    findings: [...answered.findings, ...(also?.findings ?? [])],
    incomplete: answered.incomplete ?? also?.incomplete ?? null,
    // What a check finds is the matter of whoever it is about, wherever the walk ended.
    blame: also?.blame ?? answered.blame,
    exchanges: flow.order.map((exchange) => exchange.id),
    control: controlId,
    leansOn: leaning,
    screenshots: screenshotsOf(flow),
    skip: null,
  }
}
