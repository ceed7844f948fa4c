import type { JwtDraft } from '../flow/draft.ts'
import type { FlowSession } from '../flow/session.ts'
import { NotApplicable } from './NotApplicable.ts'
import { sentMembers } from './sent.ts'
import type { Use } from './useTypes.ts'

/** Servers may allow a little for clocks that differ. */
const BEYOND_S = 120

/** Changes the times of the request object; `times` gets now and the limit of the profile, both in s. */
const withTimes = (does: string, times: (now: number, limit: number) => Readonly<Record<string, number>>): Use => ({
  does,
  apply: () => (draft, flow) => {
    const object: JwtDraft | undefined = draft.jwts.request_object
    if (object === undefined) throw new RangeError('the push of this variant has no request object')
    const set = times(Math.floor(flow.env.now() / 1000), limitOf(flow))
    Object.assign(object.claims, set)
    return Object.entries(set).map(([name, value]) => (exchange) => {
      const sent = sentMembers(exchange, 'request_object', 'claims')?.[name]
      return sent === value ? null : `"${name}" was sent as ${String(sent)}, not as ${value}`
    })
  },
})

function limitOf(flow: FlowSession): number {
  const limit = flow.env.ecosystem?.profile.limits.requestObjectLifetimeS ?? null
  if (limit === null) throw new NotApplicable('the profile sets no request_object_lifetime')
  return limit
}

/** Changes that go beyond what the profile allows. */
export const limitUses: Readonly<Record<string, Use>> = {
  'request-object-beyond-limit': withTimes(
    'makes the request object for two minutes longer than the profile allows',
    (now, limit) => ({ iat: now, nbf: now, exp: now + limit + BEYOND_S }),
  ),
  'request-object-before-limit': withTimes(
    'sends a request object that is two minutes older than the profile allows',
    (now, limit) => ({ iat: now - limit - BEYOND_S, nbf: now - limit - BEYOND_S, exp: now + 60 }),
  ),
  'request-object-at-limit': withTimes('makes the request object for as long as the profile allows', (now, limit) => ({
    iat: now,
    nbf: now,
    exp: now + limit - 5,
  })),
}
