import { judgeExchange } from '../checks/refusal.ts'
import { outcome, type StepOutcome } from '../checks/stepOutcome.ts'
import type { Trace } from '../checks/types.ts'
import { makeConsents } from '../flow/consents.ts'
import { sendStep } from '../flow/send.ts'
import { type FlowEnvironment, type FlowSession, type FlowWishes, newFlow } from '../flow/session.ts'
import { dpopProof } from '../flow/strategies.ts'
import type { Samples } from '../flow/trace.ts'
import type { Session as BrowserSession } from '../login/types.ts'
import { type Features, metadataFeatures, profileFeatures, targetFeatures } from '../plan/features.ts'
import type { Drill } from '../probes/drillTypes.ts'
import type { Endpoint, Profile } from '../profile/types.ts'
import { type Accommodation, accommodate } from './accommodate.ts'
import { type ApiState, createApiState } from './apiState.ts'
import { accepted, type Control, controlTrace, noPause, runControl } from './controls.ts'
import type { DirectoryLookUp } from './directoryLookUp.ts'
import { tokenPath } from './path.ts'
import { walk } from './walk.ts'

/** Case id under which the honest flow of client1 is reported; refusals point at it as their control. */
export const controlId = 'honest-flow'

/** Everything that the cases of one variant share. */
export interface VariantRun {
  readonly env: FlowEnvironment
  readonly controls: Readonly<Partial<Record<string, Control>>>
  readonly trace: Trace
  readonly features: Features
  readonly samples: Samples
  readonly accommodations: readonly Accommodation[]
  /** A browser that is logged in already, one of its own per call. */
  readonly browser: () => BrowserSession | null
  /** One honest flow up to the token, shared by cases that only use the token; made when first asked for. */
  readonly shared: SharedFlow
  /** A token like that for an endpoint of the profile, with the scope it needs. */
  readonly sharedFor: (endpoint: Endpoint) => SharedFlow
  /** Tokens by scope set and honest calls of the API of the profile. */
  readonly api: ApiState
  readonly profile: Profile | null
  /** The trust directory; null or absent: the target names none. */
  readonly directory?: DirectoryLookUp | null
  /** Tools of drills, by the id of the case that uses them; null or absent: this run makes none. */
  readonly drill?: ((caseId: string) => Drill) | null
  /** How the server took an honest push with a DPoP proof: the control of cases that break such a proof. */
  readonly pushWithProof: () => Promise<StepOutcome>
}

/** Whether the server offers a service; if it does, the cases about it apply, and their control says whether it works. */
const offered = (holds: boolean, missing: string): true | string => holds || missing

/** Introspection may be closed to ordinary clients (RFC 7662 section 2.1, FAPI2-MS 6.2); everything else that is offered is for them. */
function introspection(control: Control, metadata: Readonly<Record<string, unknown>>): true | string {
  if (metadata.introspection_endpoint === undefined) return 'the metadata has no introspection_endpoint'
  const outcome = control.outcomes.get('introspect')
  return outcome?.kind === 'refused'
    ? `the server does not serve introspection to this client (${outcome.detail})`
    : true
}

/** A token in three base64url parts with a JSON header. */
const looksLikeJwt = (token: string | null): boolean => token !== null && /^eyJ[\w-]+\.[\w-]+\.[\w-]*$/.test(token)

/** A JWS or JWE in compact form. */
const compactJwt = /^[\w-]+(\.[\w-]*){2}((\.[\w-]*){2})?$/

/** Signed introspection responses are an option of their own (FAPI2-MS 5.2); a server shows it by offering or by doing. */
function signedIntrospection({ server }: FlowEnvironment, control: Control): true | string {
  const { flow, outcomes } = control
  // The metadata may speak to resource servers only.
  const plain = introspection(control, server.metadata)
  if (plain !== true && outcomes.get('introspect_jwt')?.kind === 'refused') return plain
  const algs = server.metadata.introspection_signing_alg_values_supported
  const answer = flow.exchanges.introspect_jwt?.at(-1)?.response?.body.trim() ?? ''
  if ((Array.isArray(algs) && algs.length > 0) || compactJwt.test(answer)) return true
  if (!outcomes.has('introspect_jwt')) return 'the metadata has no introspection_endpoint'
  return 'the metadata has no introspection_signing_alg_values_supported, and who asks for a JWT does not get one'
}

/** What the honest flow showed about the server; unknown (left out) when the flow did not get that far. */
function flowFeatures(env: FlowEnvironment, control: Control): Features {
  const { metadata } = env.server
  if (!accepted(control, 'token')) return {}
  const { flow } = control
  const nonce = (party: 'as' | 'rs'): true | string =>
    env.nonces.has(party) ? true : `the ${party === 'as' ? 'authorization' : 'resource'} server gives no DPoP nonces`
  return {
    refresh_token: offered(flow.tokens.refresh_token !== null, 'the token response has no refresh_token'),
    introspection: introspection(control, metadata),
    introspection_jwt: signedIntrospection(env, control),
    revocation: offered(metadata.revocation_endpoint !== undefined, 'the metadata has no revocation_endpoint'),
    userinfo: offered(
      metadata.userinfo_endpoint !== undefined && env.variant.variant.openid,
      'there is no userinfo_endpoint in use',
    ),
    dpop_nonce_as: nonce('as'),
    dpop_nonce_rs: nonce('rs'),
    jwt_access_token: looksLikeJwt(flow.tokens.access_token) ? true : 'access tokens are opaque',
    par_without_constraint: true,
  }
}

function sample(samples: Samples, { flow }: Control): void {
  const add = (list: string[], value: string | null): void => {
    if (value !== null) list.push(value)
  }
  add(samples.requestUris, flow.requestUri)
  add(samples.codes, flow.code)
  add(samples.accessTokens, flow.tokens.access_token)
  add(samples.refreshTokens, flow.tokens.refresh_token)
}

/** What a flow asks for that is about an endpoint of the profile. */
export const wishesFor = (endpoint: Endpoint | null): FlowWishes =>
  endpoint === null ? {} : { endpoint, scopes: endpoint.scopes }

/** A token for many cases. */
export interface SharedFlow {
  /** The flow behind its token request; null: it could not be made. */
  readonly get: () => Promise<FlowSession | null>
  /** Gives the flow up, because its token no longer works; the next `get` makes another. */
  readonly giveUp: (flow: FlowSession) => void
}

function sharedFlow(env: FlowEnvironment, browser: () => BrowserSession | null): SharedFlow {
  let made: Promise<FlowSession | null> | null = null
  let current: FlowSession | null = null
  const make = async (): Promise<FlowSession | null> => {
    const flow = newFlow(env, controlId, 'client1', browser())
    const path = tokenPath(env.variant.variant.grant)
    const { steps } = await walk(flow, path, null, noPause)
    current = steps.length === path.length && steps.every((s) => s.outcome.kind === 'accepted') ? flow : null
    return current
  }
  return {
    get: () => {
      made ??= make()
      return made
    },
    giveUp: (flow) => {
      if (flow === current) made = null
    },
  }
}

/** One shared flow per endpoint, on the token for its scopes; after that has died on one of its own. */
function sharedFlows(api: ApiState): (endpoint: Endpoint) => SharedFlow {
  const known = new Map<string, SharedFlow>()
  const shared = (endpoint: Endpoint): SharedFlow => {
    let made: Promise<FlowSession | null> | null = null
    let current: FlowSession | null = null
    let fresh = false
    const make = async (): Promise<FlowSession | null> => {
      const token = await api.tokenFor(endpoint.scopes, { fresh })
      current = token.kind === 'token' ? { ...api.flowOf(token), endpoint } : null
      return current
    }
    return {
      get: () => {
        made ??= make()
        return made
      },
      giveUp: (flow) => {
        if (flow !== current) return
        fresh = true
        made = null
      },
    }
  }
  return (endpoint) => {
    const found = known.get(endpoint.id) ?? shared(endpoint)
    known.set(endpoint.id, found)
    return found
  }
}

function pushWithProof(env: FlowEnvironment, browser: () => BrowserSession | null): () => Promise<StepOutcome> {
  let made: Promise<StepOutcome> | null = null
  const make = async (): Promise<StepOutcome> => {
    const flow = newFlow(env, `${controlId}-proof-at-par`, 'client1', browser())
    const lost = await makeConsents(flow)
    if (lost !== null) return outcome('unclear', null, `${lost.step}: ${lost.detail}`, { attributed: lost.party })
    const sent = await sendStep(flow, 'par', (draft) => {
      if (draft.jwts.dpop === undefined) dpopProof(draft, flow, flow.actor)
    })
    return sent ? judgeExchange('par', sent.exchange) : outcome('unreachable', null, 'there is no PAR endpoint')
  }
  return () => {
    made ??= make()
    return made
  }
}

/** Runs the controls of a variant: the honest flow of client1 (with accommodations where it needs them) and of client2. */
export async function prepareVariant(
  env: FlowEnvironment,
  master: BrowserSession | null,
  profile: Profile | null = null,
): Promise<VariantRun> {
  const browser = (): BrowserSession | null => master?.clone() ?? null
  const honest = await runControl(env, 'client1', controlId, master, true)
  const best = await accommodate(env, honest, controlId, browser)
  const second =
    env.actors.client2 && !best.control.stop
      ? await runControl(best.env, 'client2', `${controlId}-client2`, browser(), true)
      : null
  const api = createApiState(best.env, browser, controlId)
  const samples: Samples = { requestUris: [], codes: [], accessTokens: [], refreshTokens: [] }
  sample(samples, best.control)
  if (second) sample(samples, second)
  const other = second ? controlTrace(second, samples, null, second) : null
  return {
    env: best.env,
    controls: { client1: best.control, ...(second ? { client2: second } : {}) },
    trace: controlTrace(best.control, samples, other, honest),
    features: {
      ...targetFeatures(env.target, env.variant),
      ...profileFeatures(profile),
      ...metadataFeatures(env.server.metadata),
      ...flowFeatures(best.env, best.control),
    },
    samples,
    accommodations: best.used,
    browser,
    shared: sharedFlow(best.env, browser),
    sharedFor: sharedFlows(api),
    api,
    profile,
    pushWithProof: pushWithProof(best.env, browser),
  }
}
