import { judgeExchange } from '../checks/refusal.ts'
import type { StepOutcome } from '../checks/stepOutcome.ts'
import { publicPart } from '../flow/keys.ts'
import { readJson } from '../flow/readJson.ts'
import { labelOf, sendStep } from '../flow/send.ts'
import { type Actor, type FlowSession, forkFlow, newFlow } from '../flow/session.ts'
import type {
  Done,
  Drill,
  DrillStep,
  DrillUnknown,
  Holding,
  NewCredential,
  Tried,
  Unfinished,
} from '../probes/drillTypes.ts'
import type { DrillAction } from '../profile/drillSchema.ts'
import { noLimits } from '../profile/readLimits.ts'
import type { StepName } from '../suite/types.ts'
import type { Exchange } from '../wire/types.ts'
import { adminRequest, type DrillValues, NoValue } from './adminRequest.ts'
import { noPause } from './controls.ts'
import { type Made, makeCertificate, makeKey, strangeCertificate } from './drillCredentials.ts'
import type { Drills } from './openDrills.ts'
import { tokenPath } from './path.ts'
import type { Clock } from './startRun.ts'
import type { VariantRun } from './variantRun.ts'
import { walk } from './walk.ts'

/** What the drills of one variant share: results, what was made, and the flows behind what probes hold. */
interface DrillState {
  readonly results: Map<string, Promise<unknown>>
  readonly made: Map<NewCredential, Made>
  readonly flows: WeakMap<object, FlowSession>
}

const newDrillState = (): DrillState => ({ results: new Map(), made: new Map(), flows: new WeakMap() })

const unknown = (reason: string, attributed: DrillUnknown['attributed']): DrillUnknown => ({
  kind: 'unknown',
  reason,
  attributed,
})

function triedOf({ kind, detail }: StepOutcome, exchange: Exchange | null, at: number): Tried {
  const outcome = kind === 'unreachable' ? 'unclear' : kind
  return { outcome, detail, exchange: exchange?.id ?? null, at }
}

/** The tools of the drills of a variant, by the id of the case that uses them. */
export function drillTools(vr: VariantRun, drills: Drills, clock: Clock): (caseId: string) => Drill {
  const state = newDrillState()
  return (caseId) => drillFor(vr, drills, state, clock, caseId)
}

function drillFor(vr: VariantRun, drills: Drills, state: DrillState, clock: Clock, caseId: string): Drill {
  const { env, profile } = vr
  const config = env.target.drills
  const grant = env.variant.variant.grant

  const flowOf = (holding: object): FlowSession => {
    const flow = state.flows.get(holding)
    if (flow === undefined) throw new Error('this holding is none of this drill')
    return flow
  }

  const nothing = (detail: string): Tried => ({ outcome: 'unclear', detail, exchange: null, at: clock.now() })

  const walked = async (flow: FlowSession, path: readonly StepName[]): Promise<Tried> => {
    const { steps, problem } = await walk(flow, path, null, noPause)
    const last = steps.at(-1)
    if (last === undefined) return nothing(problem ?? 'nothing was sent')
    if (last.outcome.kind !== 'accepted' || steps.length === path.length)
      return triedOf(last.outcome, last.exchange, clock.now())
    return {
      outcome: 'unclear',
      detail: problem ?? `it ended at ${last.step}`,
      exchange: last.exchange?.id ?? null,
      at: clock.now(),
    }
  }

  const begin = async (client: string, path: readonly StepName[]): Promise<FlowSession | DrillUnknown> => {
    if (env.actors[client] === undefined) return unknown(`the target file has no ${client}`, 'config')
    const flow = newFlow(env, caseId, client, vr.browser())
    const { outcome, detail } = await walked(flow, path)
    return outcome === 'accepted' ? flow : unknown(`an honest flow of ${client} did not go through: ${detail}`, 'as')
  }

  const step = async (holding: Holding, name: StepName, change?: (flow: FlowSession) => void): Promise<Tried> => {
    const flow = forkFlow(flowOf(holding), caseId)
    change?.(flow)
    const sent = await sendStep(flow, name)
    if (sent === null) return nothing(`there is nothing to call for ${name}`)
    return triedOf(judgeExchange(name, sent.exchange), sent.exchange, clock.now())
  }

  const offers = (member: string): boolean => typeof env.server.metadata[member] === 'string'
  const steps: Readonly<Record<DrillStep, () => boolean>> = {
    introspect: () => offers('introspection_endpoint') && vr.features.introspection === true,
    revoke: () => offers('revocation_endpoint'),
    userinfo: () => offers('userinfo_endpoint') && env.variant.variant.openid,
  }

  const asActor = (actor: Actor, credential: NewCredential | undefined): Actor => {
    const made = credential === undefined ? undefined : state.made.get(credential)
    if (made === undefined) return actor
    if (made.kind === 'key') return { ...actor, key: made.key }
    env.wire.addIdentity(made.identity, made.pem)
    return { ...actor, identity: made.identity }
  }

  const ownActor = (): Actor => {
    const { client1 } = env.actors
    if (client1 === undefined) throw new RangeError('the target file has no client1')
    return client1
  }

  const keep = (found: { credential: NewCredential; made: Made } | null): NewCredential | null => {
    if (found !== null) state.made.set(found.credential, found.made)
    return found?.credential ?? null
  }

  const valuesOf = (holding: Holding | undefined, more: DrillValues): DrillValues => ({
    '$client.id': env.actors.client1?.client.id,
    $access_token: holding?.accessToken,
    $refresh_token: holding?.refreshToken,
    '$login.username': env.target.login?.username,
    ...more,
  })

  const act = async (action: DrillAction, values: DrillValues): Promise<Done | DrillUnknown> => {
    const request = config?.actions[action]
    if (request === undefined)
      return unknown(`the target file does not say how to do ${action} (drills: actions)`, 'config')
    try {
      const sent = await env.wire.send(adminRequest(request, env.actors.client1?.client.id ?? '', values), {
        caseId,
        step: 'admin',
        variant: env.variant.key,
      })
      const status = sent.response?.status ?? 0
      if (status >= 200 && status < 300) return { kind: 'done', at: clock.now(), exchanges: [sent.id] }
      const why = sent.response ? `status ${status}` : sent.error?.message
      return unknown(`${action} was not done: ${request.method} ${request.url}: ${why}`, 'config')
    } catch (error) {
      if (error instanceof NoValue) return unknown(`${action} was not done: ${error.message}`, 'config')
      throw error
    }
  }

  const drill: Drill = {
    watchMs: config?.watchMs ?? 0,
    limits: profile?.limits ?? noLimits,
    can: (action) =>
      action === 'rotate_client_key'
        ? Boolean(config?.jwksUri ?? config?.actions.set_client_keys)
        : config?.actions[action] !== undefined,
    hasSecondClient: env.actors.client2 !== undefined,
    now: clock.now,
    sleep: clock.sleep,
    hold: async (client = 'client1') => {
      const flow = await begin(client, tokenPath(grant))
      if ('kind' in flow) return flow
      const { access_token: accessToken, refresh_token: refreshToken, id_token: idToken } = flow.tokens
      if (accessToken === null) return unknown('the token response has no access_token', 'as')
      const holding: Holding = { client, accessToken, refreshToken, idToken }
      state.flows.set(holding, flow)
      return holding
    },
    holdUnfinished: async (until) => {
      if (grant !== 'authorization_code') return unknown('there is no authorization request in this grant', 'config')
      const flow = await begin('client1', until === 'par' ? ['par'] : ['par', 'authorize'])
      if ('kind' in flow) return flow
      const unfinished: Unfinished = { until }
      state.flows.set(unfinished, flow)
      return unfinished
    },
    finish: (unfinished) =>
      walked(forkFlow(flowOf(unfinished), caseId), unfinished.until === 'par' ? ['authorize', 'token'] : ['token']),
    use: (holding) => step(holding, 'resource'),
    introspect: async (holding) => {
      const sent = await sendStep(forkFlow(flowOf(holding), caseId), 'introspect')
      if (sent === null) return nothing('there is no introspection endpoint')
      const active = readJson(sent.exchange)?.active
      const outcome = active === true ? 'accepted' : active === false ? 'refused' : 'unclear'
      return { outcome, detail: `active: ${String(active)}`, exchange: sent.exchange.id, at: clock.now() }
    },
    refresh: async (holding) => {
      const flow = flowOf(holding)
      const fork = forkFlow(flow, caseId)
      const sent = await sendStep(fork, 'refresh')
      if (sent === null) return nothing('there is no refresh token')
      // A server that rotates refresh tokens refuses the used one for another reason.
      flow.tokens = { ...flow.tokens, refresh_token: fork.tokens.refresh_token ?? flow.tokens.refresh_token }
      return triedOf(judgeExchange('refresh', sent.exchange), sent.exchange, clock.now())
    },
    offers: (name) => steps[name](),
    attempt: (holding, name) =>
      step(holding, name, (flow) => {
        // The access token, not the refresh token that a revocation takes first.
        if (name === 'revoke') flow.tokens = { ...flow.tokens, refresh_token: null }
      }),
    authenticate: async (credential) => {
      const flow = newFlow(env, caseId, 'client1', null)
      const name = grant === 'authorization_code' ? 'par' : 'token'
      const sent = await sendStep(flow, name, null, asActor(flow.actor, credential))
      if (sent === null) return nothing(`there is no endpoint for ${name}`)
      return triedOf(judgeExchange(name, sent.exchange), sent.exchange, clock.now())
    },
    newKey: () => {
      const found = makeKey(ownActor())
      return 'kind' in found ? found : (keep(found) ?? unknown('no key was made', 'harness'))
    },
    newCertificate: () => {
      const selfSigned = env.variant.variant.client_auth === 'self_signed_tls_client_auth'
      return keep(makeCertificate(ownActor(), selfSigned, clock.now()))
    },
    strangeCertificate: () => keep(strangeCertificate(ownActor(), clock.now())),
    registerKey: async (credential) => {
      const made = credential === null ? null : state.made.get(credential)
      const own = (env.actors.client1?.client.jwks ?? []).map(publicPart)
      const keys = made?.kind === 'key' ? [publicPart(made.key.privateJwk)] : own
      if (drills.setKeys(env.variant.key, made?.kind === 'key' ? keys : null))
        return { kind: 'done', at: clock.now(), exchanges: [] }
      return act('set_client_keys', valuesOf(undefined, { $keys: keys, $jwks: { keys } }))
    },
    registerCertificate: (credential) => {
      const made = credential === null ? null : state.made.get(credential)
      const pem = made?.kind === 'certificate' ? made.pem.cert : env.actors.client1?.client.tls?.cert
      return act('set_client_certificate', valuesOf(undefined, { $certificate: pem }))
    },
    act: (action, holding) => act(action, valuesOf(holding, {})),
    serverKeys: async () => {
      const uri = env.server.metadata.jwks_uri
      if (typeof uri !== 'string') return unknown('the metadata have no jwks_uri', 'as')
      const flow = newFlow(env, caseId)
      const exchange = await env.wire.send(
        { method: 'GET', url: uri, headers: [['accept', 'application/json']] },
        labelOf(flow, 'jwks'),
      )
      const keys = readJson(exchange)?.keys
      return Array.isArray(keys) ? keys : unknown(`the key set at ${uri} could not be read`, 'as')
    },
    once: <Result>(name: string, make: () => Promise<Result>): Promise<Result> => {
      const known = state.results.get(name) as Promise<Result> | undefined
      const result = known ?? make()
      state.results.set(name, result)
      return result
    },
  }
  return drill
}
