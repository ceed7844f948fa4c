import { type JwtDraft, newDraft } from '../flow/draft.ts'
import type { Actor, FlowSession } from '../flow/session.ts'
import { authorizationParameters } from '../flow/steps.ts'
import { requestMode } from '../flow/strategies.ts'

/** An honest request object of that client for this flow, as draft; in every variant. @throws RangeError if it has no key */
export function requestObjectOf(flow: FlowSession, actor: Actor): JwtDraft {
  const scratch = newDraft('par', 'POST', 'https://unused.example/')
  scratch.form = authorizationParameters(flow, actor)
  requestMode.signed(scratch, flow, actor)
  const object = scratch.jwts.request_object
  if (!object) throw new RangeError(`client "${actor.client.name}" has no request object`)
  return object
}
