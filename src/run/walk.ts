import type { JudgedStep } from '../checks/expectation.ts'
import { judgeExchange, judgeVisit, type StepOutcome } from '../checks/refusal.ts'
import type { Attribution } from '../checks/types.ts'
import { visitAuthorize } from '../flow/authorize.ts'
import { type ConsentFailure, makeConsents } from '../flow/consents.ts'
import { sendStep } from '../flow/send.ts'
import type { FlowSession } from '../flow/session.ts'
import { TemplateError } from '../flow/template.ts'
import type { CompiledMutation } from '../mutations/compile.ts'
import { NotApplicable } from '../mutations/NotApplicable.ts'
import { SymbolError } from '../mutations/symbols.ts'
import type { StepName } from '../suite/types.ts'
import type { Exchange } from '../wire/types.ts'
import { waitMs } from './waitFor.ts'

/** One step as it went, with the exchange that counts. */
export interface Walked extends JudgedStep {
  readonly exchange: Exchange | null
}

export interface Walk {
  readonly steps: readonly Walked[]
  /** The change could not be made, or the step had nothing to call. */
  readonly problem: string | null
  /** The profile leaves it out, because ... */
  readonly skip: string | null
  /** The consent that could not be made, with which the walk ended. */
  readonly consent?: LostConsent
}

/** A consent that could not be made, and whose matter that is. */
export interface LostConsent {
  /** `consent:<id>`. */
  readonly step: string
  readonly detail: string
  readonly attributed: Attribution
}

function lostConsent({ step, detail, party, exchange }: ConsentFailure): LostConsent {
  const judged = exchange && judgeExchange(party === 'as' ? 'token' : 'resource', exchange)
  return { step, detail, attributed: judged?.later ? 'network' : (judged?.attributed ?? party) }
}

/** The steps before which the consents of a flow are made. */
const afterConsents: readonly StepName[] = ['par', 'authorize']

type Pause = (ms: number) => Promise<void>

/** The honest flow. */
const unchanged: CompiledMutation = {
  at: () => null,
  prepare: () => {},
  before: () => null,
  perform: () => null,
  undelivered: () => null,
  skip: new Set(),
  replay: null,
  wait: null,
  as: null,
  user: null,
}

async function perform(flow: FlowSession, step: StepName, change: CompiledMutation): Promise<Walked | null> {
  const actor = change.as?.step === step ? (flow.env.actors[change.as.client] ?? flow.actor) : flow.actor
  const special = change.perform(step)
  if (special) {
    const performed = await special(flow)
    if (!performed) return null
    const { exchange, visit } = performed
    const outcome = visit ? judgeVisit(visit) : judgeExchange(step, exchange)
    return { step, outcome, mutated: true, undelivered: change.undelivered(step, exchange), exchange }
  }
  await change.before(step)?.(flow, actor)
  const mutate = change.at(step)
  const mutated =
    mutate !== null || change.as?.step === step || change.replay?.step === step || change.wait?.step === step
  if (step === 'authorize') {
    const visited = await visitAuthorize(flow, mutate, actor)
    if (!visited) return null
    // The user who is to refuse may have agreed before, or be asked nothing at all.
    if (change.user === 'cancel' && visited.outcome.kind === 'callback' && visited.outcome.nothingAsked)
      throw new NotApplicable('the server asked this user nothing, so there was nothing to refuse')
    const exchange = visited.outcome.exchanges[0] ?? null
    const undelivered = exchange ? change.undelivered(step, exchange) : null
    return {
      step,
      outcome: judgeVisit(visited.outcome),
      mutated: mutated || change.user !== null,
      undelivered,
      exchange,
    }
  }
  const sent = await sendStep(flow, step, mutate, actor)
  if (!sent) return null
  const undelivered = change.undelivered(step, sent.exchange)
  const judged = judgeExchange(step, sent.exchange)
  // A refusal for want of a nonce says nothing about the change.
  const outcome: StepOutcome = sent.nonceUnmet
    ? { ...judged, kind: 'unclear', detail: `the server demands one new DPoP nonce after another at ${step}` }
    : judged
  return { step, outcome, mutated, undelivered, exchange: sent.exchange }
}

const tooLong = (ms: number, limitMs: number): string =>
  `left out by the profile: it takes a wait of ${Math.round(ms / 1000)} s, the limit is ${Math.round(limitMs / 1000)} s`

/** What a step lacks that has nothing to call. */
const nothingToCall = (step: StepName): string =>
  `the ${step} step could not be made: its endpoint or what it needs is missing`

/**
 * Walks the steps in order with a case's change in place (null: honestly), and stops at the first one that is not
 * accepted. `pause` waits without holding a place in the pool.
 */
export async function walk(
  flow: FlowSession,
  path: readonly StepName[],
  mutation: CompiledMutation | null,
  pause: Pause,
): Promise<Walk> {
  const change = mutation ?? unchanged
  const steps: Walked[] = []
  if (change.user) flow.action = change.user
  try {
    change.prepare(flow)
    let skipped = false
    for (const step of path) {
      if (change.skip.has(step)) {
        skipped = true
        continue
      }
      const lost = afterConsents.includes(step) ? await makeConsents(flow) : null
      if (lost !== null) {
        const consent = lostConsent(lost)
        return { steps, problem: `${consent.step}: ${consent.detail}`, skip: null, consent }
      }
      const ms = waitMs(flow, change, step)
      if (ms > flow.env.maxWaitMs) return { steps, problem: null, skip: tooLong(ms, flow.env.maxWaitMs) }
      if (ms > 0) await pause(ms)
      if (change.replay?.step === step) {
        const first = await perform(flow, step, unchanged)
        if (!first) return { steps, problem: nothingToCall(step), skip: null }
        steps.push(first)
        if (first.outcome.kind !== 'accepted') break
        await pause(change.replay.afterMs)
      }
      const walked = await perform(flow, step, change)
      if (!walked) return { steps, problem: nothingToCall(step), skip: null }
      steps.push(skipped ? { ...walked, mutated: true } : walked)
      skipped = false
      if (walked.outcome.kind !== 'accepted') break
    }
  } catch (error) {
    // A change that this target cannot carry (no such key, no such field) is ours to report, never the server's fault.
    if (error instanceof NotApplicable) return { steps, problem: null, skip: `not applicable: ${error.message}` }
    if (error instanceof RangeError || error instanceof SymbolError || error instanceof TemplateError)
      return { steps, problem: error.message, skip: null }
    throw error
  }
  return { steps, problem: null, skip: null }
}
