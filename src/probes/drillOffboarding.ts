import type { Answer } from '../checks/types.ts'
import { type DrillPlan, need, needAccepted } from './drillAnswers.ts'
import { needSecondClient, stillServes } from './drillRevocation.ts'
import type { Drill, DrillUnknown, Holding, Tried, Unfinished } from './drillTypes.ts'
import { refusedInTime, watch } from './watch.ts'

interface Remnant {
  readonly what: string
  readonly party: 'as' | 'rs'
  readonly attempt: () => Promise<Tried>
  /** A code and a request_uri are spent by the first try. */
  readonly once?: true
}

const isThere = (found: Unfinished | DrillUnknown): found is Unfinished => 'until' in found

/** Everything that an offboarded client may still have in hand. */
function remnantsOf(drill: Drill, holding: Holding, other: Holding): readonly Remnant[] {
  const steps = [
    { step: 'userinfo', holding, what: 'the access token at UserInfo', party: 'rs' },
    { step: 'introspect', holding, what: 'introspection by the client', party: 'as' },
    // With tokens of its own: if it is still served, it ends them.
    { step: 'revoke', holding: other, what: 'revocation by the client', party: 'as' },
  ] as const
  return [
    { what: 'the client at the authorization server', party: 'as', attempt: () => drill.authenticate() },
    { what: 'the access token at the resource server', party: 'rs', attempt: () => drill.use(holding) },
    ...(holding.refreshToken === null
      ? []
      : [{ what: 'the refresh token', party: 'as' as const, attempt: () => drill.refresh(holding) }]),
    ...steps
      .filter(({ step }) => drill.offers(step))
      .map(
        ({ step, what, party, ...one }): Remnant => ({ what, party, attempt: () => drill.attempt(one.holding, step) }),
      ),
  ]
}

/** The client is taken out for good: nothing of it works any more, whatever it still has in hand. */
export const offboarding: DrillPlan<'client-offboarded'> = {
  name: 'offboarding',
  needs: 'offboard_client',
  questions: ['client-offboarded'],
  run: async (drill) => {
    needSecondClient(drill)
    const holding = need(await drill.hold())
    const other = need(await drill.hold())
    needAccepted('the access token', await drill.use(holding), 'rs')
    needAccepted('the client', await drill.authenticate(), 'as')
    const left = [
      { what: 'an authorization code', unfinished: await drill.holdUnfinished('authorize') },
      { what: 'a pushed request', unfinished: await drill.holdUnfinished('par') },
    ]
    const { at } = need(await drill.act('offboard_client', holding))
    const { limits, watchMs } = drill
    const lasting = await Promise.all(
      remnantsOf(drill, holding, other).map(async ({ what, party, attempt }) => {
        const watched = await watch(drill, at, 'refused', attempt)
        return refusedInTime(what, watched, limits.revocationS, watchMs, party)
      }),
    )
    // By now the server has had the time that the rest took; each of these can be tried once.
    const spent: Answer[] = []
    for (const { what, unfinished } of left) {
      if (!isThere(unfinished)) continue
      const { outcome, detail, exchange, at: tried } = await drill.finish(unfinished)
      const exchanges = exchange === null ? [] : [exchange]
      const watched = { outcome, detail, exchanges, afterMs: Math.max(0, Math.round(tried - at)) }
      spent.push(refusedInTime(what, watched, null, watchMs, 'as'))
    }
    await stillServes(drill, 'client2')
    return { 'client-offboarded': [...lasting, ...spent] }
  },
}
