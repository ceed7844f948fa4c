import type { Answer } from '../checks/types.ts'
import { type DrillPlan, DrillStop, need, needAccepted } from './drillAnswers.ts'
import type { Drill, Holding, Tried } from './drillTypes.ts'
import { refusedInTime, watch } from './watch.ts'

const notThere = (reason: string): Answer => ({ kind: 'not-applicable', reason })

/** Watches until that is refused, and judges the time by the limit of the profile. */
async function ends(
  drill: Drill,
  at: number,
  what: string,
  party: 'as' | 'rs',
  attempt: () => Promise<Tried>,
): Promise<Answer> {
  const watched = await watch(drill, at, 'refused', attempt)
  return refusedInTime(what, watched, drill.limits.revocationS, drill.watchMs, party)
}

/** A token in use: what is tried later was accepted before. */
async function inUse(drill: Drill): Promise<Holding> {
  const holding = need(await drill.hold())
  needAccepted('the access token', await drill.use(holding), 'rs')
  return holding
}

/** The server serves others still: else a refusal could be an outage. @param client whose flow shows it */
export async function stillServes(drill: Drill, client: 'client1' | 'client2'): Promise<void> {
  const other = need(await drill.hold(client))
  const { outcome, detail } = await drill.use(other)
  if (outcome === 'accepted') return
  const reason = `after the drill another token of ${client} was not accepted either: ${detail}`
  throw new DrillStop({ kind: 'unknown', reason, attributed: 'rs' })
}

/** Without a second client nobody could tell a revoked client from a server that is down. */
export function needSecondClient(drill: Drill): void {
  if (drill.hasSecondClient) return
  const reason = 'the target file has no client2, whose flow shows that the server still serves others'
  throw new DrillStop({ kind: 'unknown', reason, attributed: 'config' })
}

/** A token is revoked by its client (RFC 7009). */
export const tokenRevocation: DrillPlan<'token-revoked-at-rs' | 'token-revoked-at-as'> = {
  name: 'token-revocation',
  needs: null,
  questions: ['token-revoked-at-rs', 'token-revoked-at-as'],
  run: async (drill) => {
    const holding = await inUse(drill)
    const introspects = drill.offers('introspect')
    if (introspects) needAccepted('the access token at introspection', await drill.introspect(holding), 'as')
    if (!drill.offers('revoke'))
      throw new DrillStop({ kind: 'not-applicable', reason: 'the metadata have no revocation_endpoint' })
    const revoked = await drill.attempt(holding, 'revoke')
    if (revoked.outcome !== 'accepted')
      throw new DrillStop({
        kind: 'unknown',
        reason: `the revocation was not accepted: ${revoked.detail}`,
        attributed: 'as',
      })
    const [rs, as] = await Promise.all([
      ends(drill, revoked.at, 'the revoked access token at the resource server', 'rs', () => drill.use(holding)),
      introspects
        ? ends(drill, revoked.at, 'the revoked access token at introspection', 'as', () => drill.introspect(holding))
        : notThere('the server has no introspection for this client'),
    ])
    await stillServes(drill, 'client1')
    return { 'token-revoked-at-rs': [rs], 'token-revoked-at-as': [as] }
  },
}

/** The operator, or the user, takes a grant back. */
export const grantRevocation: DrillPlan<'grant-revoked-at-rs' | 'grant-revoked-at-as'> = {
  name: 'grant-revocation',
  needs: 'revoke_grant',
  questions: ['grant-revoked-at-rs', 'grant-revoked-at-as'],
  run: async (drill) => {
    const holding = await inUse(drill)
    const refreshes = holding.refreshToken !== null
    if (refreshes) needAccepted('the refresh token', await drill.refresh(holding), 'as')
    const { at } = need(await drill.act('revoke_grant', holding))
    const [rs, as] = await Promise.all([
      ends(drill, at, 'the access token of the revoked grant', 'rs', () => drill.use(holding)),
      refreshes
        ? ends(drill, at, 'the refresh token of the revoked grant', 'as', () => drill.refresh(holding))
        : notThere('the server gives no refresh tokens'),
    ])
    await stillServes(drill, 'client1')
    return { 'grant-revoked-at-rs': [rs], 'grant-revoked-at-as': [as] }
  },
}

/** The operator revokes a client. */
export const clientRevocation: DrillPlan<'client-revoked-at-rs' | 'client-revoked-at-as'> = {
  name: 'client-revocation',
  needs: 'revoke_client',
  questions: ['client-revoked-at-rs', 'client-revoked-at-as'],
  run: async (drill) => {
    needSecondClient(drill)
    const holding = await inUse(drill)
    needAccepted('the client', await drill.authenticate(), 'as')
    const { at } = need(await drill.act('revoke_client', holding))
    const [rs, as] = await Promise.all([
      ends(drill, at, 'the access token of the revoked client', 'rs', () => drill.use(holding)),
      ends(drill, at, 'the revoked client at the authorization server', 'as', () => drill.authenticate()),
    ])
    await stillServes(drill, 'client2')
    if (drill.can('restore_client')) {
      const restored = need(await drill.act('restore_client'))
      await watch(drill, restored.at, 'accepted', () => drill.authenticate())
    }
    return { 'client-revoked-at-rs': [rs], 'client-revoked-at-as': [as] }
  },
}
