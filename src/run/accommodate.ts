import type { FlowEnvironment } from '../flow/session.ts'
import type { Session as BrowserSession } from '../login/types.ts'
import type { Accommodations } from '../profile/accommodationTypes.ts'
import type { Variant } from '../profile/types.ts'
import type { StepName } from '../suite/types.ts'
import { type Control, runControl } from './controls.ts'

/** An accommodation in use, and who asked for it. */
export interface Accommodation {
  readonly name: string
  readonly reason: string
  readonly origin: 'target' | 'run'
}

interface Candidate {
  readonly change: Accommodations
  /** Steps whose refusal it may help against. */
  readonly at: readonly StepName[]
  readonly applies: (variant: Variant) => boolean
}

/** What may be tried when the honest flow does not get through (design section 7: a closed list). */
const candidates: readonly Candidate[] = [
  { change: { assertion_aud: 'endpoint' }, at: ['par', 'token'], applies: (v) => v.client_auth === 'private_key_jwt' },
  { change: { dpop_at_par: 'always' }, at: ['par', 'token'], applies: (v) => v.sender_constraint === 'dpop' },
  { change: { authorize_params: 'repeat' }, at: ['authorize'], applies: () => true },
]

const order: readonly string[] = ['par', 'authorize', 'token', 'resource']
const reached = (control: Control): number => (control.stop ? order.indexOf(control.stop.step) : order.length)

export const accommodationText = (change: Accommodations): string =>
  Object.entries(change)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ')

export interface Accommodated {
  readonly env: FlowEnvironment
  readonly control: Control
  readonly used: readonly Accommodation[]
}

/**
 * The control for the rest of the suite. The honest flow is tried as it should be; only if it stops are the target's own
 * accommodations applied, then those of the closed list that bring it further. Each is named with the fault it passes by.
 */
export async function accommodate(
  env: FlowEnvironment,
  honest: Control,
  id: string,
  browser: () => BrowserSession | null,
): Promise<Accommodated> {
  const { accommodate: wanted } = env.target
  const listed = Object.keys(wanted).length > 0
  if (!honest.stop && !listed) return { env, control: honest, used: [] }
  let best: Accommodated = { env, control: honest, used: [] }
  if (listed) {
    const own = { ...env, accommodate: wanted }
    const used: Accommodation = {
      name: accommodationText(wanted),
      reason: honest.stop?.detail ?? 'asked for by the target file',
      origin: 'target',
    }
    best = { env: own, control: await runControl(own, 'client1', id, browser(), true), used: [used] }
    // What the target file asks for must not stand in the way of a server that needs none of it.
    if (!honest.stop && best.control.stop) return { env, control: honest, used: [] }
  }
  for (const candidate of candidates) {
    const { stop } = best.control
    if (!stop || stop.attributed === 'config' || stop.attributed === 'network') break
    if (!candidate.at.some((step) => step === stop.step) || !candidate.applies(env.variant.variant)) continue
    const changed = { ...best.env, accommodate: { ...best.env.accommodate, ...candidate.change } }
    const control = await runControl(changed, 'client1', id, browser(), true)
    if (reached(control) <= reached(best.control)) continue
    const used: Accommodation = {
      name: accommodationText(candidate.change),
      reason: `${stop.step}: ${stop.detail}`,
      origin: 'run',
    }
    best = { env: changed, control, used: [...best.used, used] }
  }
  return best
}
